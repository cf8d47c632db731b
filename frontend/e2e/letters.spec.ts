// Letters as they come out of a real mail server, and what their links do. One set-up is enough: how a letter is sent by several
// nodes is held by the tests of the mail.
import AxeBuilder from '@axe-core/playwright';
import { test as base, type Page } from '@playwright/test';
import { findings } from './door';
import { mailServer, type Mail, type MailServer } from './mailServer';
import { startProduct } from './product';
import { account, expect, nodes, type Person } from './village';

const site = 'http://127.0.0.1:21439';
const headers = { origin: site };

let server: MailServer;
let stop: (() => Promise<void>) | undefined;

const test = base.extend({ baseURL: site });

async function signIn(page: Page, person: Person): Promise<void> {
	const { email, password } = await account(person, site);
	const answer = await page.request.post('/api/session', { data: { email, password }, headers });
	expect(answer.status()).toBe(200);
}

async function call<Answer = { id: string; topic: string }>(
	page: Page,
	method: string,
	path: string,
	data?: object,
	version?: number
): Promise<Answer> {
	const answer = await page.request.fetch(path, {
		method,
		data,
		headers: {
			...headers,
			'idempotency-key': crypto.randomUUID(),
			...(version === undefined ? {} : { 'if-match': `"${version}"` })
		}
	});
	expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true);
	return (await answer.json().catch(() => ({}))) as Answer;
}

/** The letter to somebody that holds some words, when it has come. */
async function letter(to: string, words: string): Promise<Mail> {
	const find = () => server.taken.find((mail) => mail.to === to && mail.text.includes(words));
	await expect.poll(() => find() !== undefined).toBe(true);
	return find()!;
}

/** Has Maja get a letter about a ballot of consent in which she takes part. The page is signed in as nobody afterwards. */
async function ballotLetter(page: Page, title: string): Promise<{ mail: Mail; thread: string }> {
	await signIn(page, 'gunilla');
	const { topic } = await call(page, 'POST', '/api/areas/upplevelser/threads', {
		title,
		text: 'Vad tycker ni?'
	});
	const thread = topic.slice('thread:'.length);
	await signIn(page, 'maja');
	await call(page, 'PATCH', '/api/notices/settings', {
		kinds: [{ kind: 'ballot', mail: true }],
		quiet: { from: '00:00', to: '00:00', weekends: false }
	});
	await call(page, 'POST', `/api/threads/${thread}/posts`, { text: 'Jag är med.' });
	await signIn(page, 'gunilla');
	await call(page, 'POST', `/api/threads/${thread}/ballots`, {
		kind: 'consent',
		title,
		voice: 'person',
		hidden: false,
		closes_at: new Date(Date.now() + 48 * 3_600_000).toISOString()
	});
	await page.context().clearCookies();
	const mail = await letter((await account('maja', site)).email, title);
	return { mail, thread };
}

/** Has Maja invited by name to a workshop, of which she gets a letter. The page is signed in as nobody afterwards. */
async function invitation(page: Page, title: string): Promise<{ mail: Mail; path: string }> {
	await signIn(page, 'maja');
	const { member } = await call<{ member: { id: string } }>(page, 'GET', '/api/session');
	await call(page, 'PATCH', '/api/notices/settings', {
		kinds: [
			{ kind: 'workshop', mail: true },
			{ kind: 'asked', mail: true }
		],
		quiet: { from: '00:00', to: '00:00', weekends: false }
	});
	await signIn(page, 'gunilla');
	const { topic } = await call(page, 'POST', '/api/workshops', {
		area: 'upplevelser',
		text: 'Vad behövs?',
		template: 'dialogue',
		title,
		place: 'Bystugan',
		starts_at: new Date(Date.now() + 3_600_000).toISOString()
	});
	const path = `/api/workshops/${topic.slice('workshop:'.length)}`;
	await call(page, 'PUT', `${path}/invitations/member/${member.id}`);
	await moves(page, path, 'invite');
	await page.context().clearCookies();
	const mail = await letter((await account('maja', site)).email, title);
	return { mail, path };
}

/** Has who is signed in move the stage of a workshop. */
async function moves(page: Page, path: string, ...acts: string[]): Promise<void> {
	for (const act of acts) {
		const { version } = await call<{ version: number }>(page, 'GET', path);
		await call(page, 'PUT', `${path}/stage`, { do: act, why: 'Sjukdom' }, version);
	}
}

/** What was voted in the ballot of a thread, as the ballot itself tells. The page is signed in as nobody afterwards. */
async function votes(page: Page, thread: string): Promise<Record<string, number>> {
	await signIn(page, 'gunilla');
	const { items } = await call<{ items: { result?: { options?: { option: string; voices: number }[] } }[] }>(
		page,
		'GET',
		`/api/threads/${thread}/ballots`
	);
	await page.context().clearCookies();
	const options = items[0]?.result?.options ?? [];
	return Object.fromEntries(
		options.filter(({ voices }) => voices > 0).map((one) => [one.option, one.voices])
	);
}

const linksIn = (mail: Mail, path: string): string[] =>
	[...mail.text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link).filter((link) => link.includes(path));

/** The HTML part of a letter, on a telephone: the same links as the text, within the screen, and nobody is asked for anything. */
async function readsAsHtml(page: Page, mail: Mail): Promise<void> {
	const there = await page.context().newPage();
	const asked: string[] = [];
	there.on('request', (request) => asked.push(request.url()));
	await there.setViewportSize({ width: 360, height: 800 });
	await there.setContent(mail.html);
	const hrefs = await there
		.getByRole('link')
		.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
	expect(new Set(linksIn(mail, '/answer'))).toEqual(
		new Set(hrefs.filter((href) => href?.includes('/answer')))
	);
	expect(await there.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
	const { violations } = await new AxeBuilder({ page: there })
		.setLegacyMode()
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(violations.map(({ id }) => id)).toEqual([]);
	expect(asked).toEqual([]);
	await test
		.info()
		.attach('letter', { body: await there.screenshot({ fullPage: true }), contentType: 'image/png' });
	await there.close();
}

if (nodes.length === 1) {
	test.beforeAll(async () => {
		server = await mailServer();
		stop = await startProduct(site, { KRAFTSAM_SMTP_URL: server.url, KRAFTSAM_MAIL_GRACE: '1s' });
	});

	test.afterAll(async () => {
		await stop?.();
		server.close();
	});

	test('a ballot is answered from a letter without signing in, and answered anew', async ({ page }) => {
		const title = `Ska vi satsa på leder? ${Date.now()}`;
		const { mail, thread } = await ballotLetter(page, title);
		const links = linksIn(mail, '/answer');
		expect(links.map((link) => /answer=(\w+)/.exec(link)?.[1])).toEqual(['yes', 'reservation', 'no']);
		await readsAsHtml(page, mail);
		// The secret is where no server is told of it; a program that follows links answers nothing.
		for (const link of links) expect(new URL(link).search).toBe('');
		const asked = new Set<string>();
		page.on('request', (request) => asked.add(`${request.method()} ${new URL(request.url()).pathname}`));
		await page.goto(links[1]!);
		await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
		await expect(page.getByText('Maja', { exact: false }).first()).toBeVisible();
		await expect(page.getByRole('radio', { name: 'Ja, med förbehåll' })).toBeChecked();
		expect([...asked].filter((one) => one.startsWith('POST'))).toEqual([]);
		expect(await votes(page, thread)).toEqual({});
		expect(await findings(page)).toEqual([]);
		await page.getByLabel('Varför?').fill('Om kommunen är med.');
		await page.getByRole('button', { name: 'Skicka svaret' }).press('Enter');
		await expect(page.getByText('Om kommunen är med.').first()).toBeVisible();

		await page.goto(links[0]!);
		await page.reload(); // as from the mail program: the fragment alone loads nothing
		await expect(page.getByRole('radio', { name: 'Ja', exact: true })).toBeChecked();
		await page.getByRole('button', { name: 'Ändra svaret' }).click();
		await expect(
			page.getByRole('status').or(page.getByRole('alert')).getByText('Ja', { exact: true })
		).toBeVisible();

		expect(await votes(page, thread)).toEqual({ yes: 1 });
	});

	test('an invitation is answered from its letter, and the page of the workshop knows', async ({ page }) => {
		const title = `Bostäder i fjällen ${Date.now()}`;
		const { mail, path } = await invitation(page, title);
		const links = linksIn(mail, '/answer');
		expect(links.map((link) => /answer=(\w+)/.exec(link)?.[1])).toEqual(['yes', 'maybe', 'no']);
		expect(mail.text).toContain('Ja, jag kommer');
		await readsAsHtml(page, mail);
		const asked = new Set<string>();
		page.on('request', (request) => asked.add(`${request.method()} ${new URL(request.url()).pathname}`));
		await page.goto(links[1]!);
		await expect(page.getByRole('heading', { level: 1, name: 'Svara på en inbjudan' })).toBeVisible();
		await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
		await expect(page.getByText('Bystugan')).toBeVisible();
		await expect(page.getByRole('radio', { name: 'Kanske' })).toBeChecked();
		expect([...asked].filter((one) => one.startsWith('POST'))).toEqual([]);
		expect(await findings(page)).toEqual([]);
		await page.getByRole('radio', { name: 'Ja, jag kommer' }).check();
		await page.getByLabel('En rad till dem som leder').fill('Jag kommer en kvart sent.');
		await page.getByRole('button', { name: 'Skicka svaret' }).press('Enter');
		const given = page.getByRole('status').filter({ hasText: 'Ja, jag kommer' });
		await expect(given).toContainText('Jag kommer en kvart sent.');
		await expect(page.getByRole('button', { name: 'Ändra svaret' })).toBeVisible();
		expect(await findings(page)).toEqual([]);

		const there = await page.getByRole('link', { name: 'Till workshopens sida' }).getAttribute('href');
		await signIn(page, 'maja');
		await page.goto(there!); // as who signs in there
		const invited = page.locator('[data-invitation]');
		await expect(invited).toContainText('Du har svarat att du kommer.');
		await expect(invited).toContainText('Jag kommer en kvart sent.');

		await signIn(page, 'gunilla');
		await moves(page, path, 'cancel');
		await page.context().clearCookies();
		await page.goto('about:blank');
		await page.goto(links[2]!);
		await expect(page.getByRole('status').filter({ hasText: 'Ja, jag kommer' })).toBeVisible();
		await expect(page.getByText('Det går inte längre att svara.', { exact: false })).toBeVisible();
		await expect(page.getByRole('radio')).toHaveCount(0);
	});

	test('whose promise it is says from the letter that it is not right, and why', async ({ page }) => {
		const title = `Löften ${Date.now()}`;
		const { path } = await invitation(page, title);
		await signIn(page, 'maja');
		await call(page, 'PUT', `${path}/participation`, {});
		const { mine } = await call<{ mine: { participant: string } }>(page, 'GET', path);
		await signIn(page, 'gunilla');
		await moves(page, path, 'start', 'end');
		const promise = `Ringa kommunen ${Date.now()}`;
		await call(page, 'POST', `${path}/result/items`, {
			kind: 'promise',
			title: promise,
			owner: { kind: 'participant', id: mine.participant },
			due_on: '2999-01-31'
		});
		await page.context().clearCookies();
		const mail = await letter((await account('maja', site)).email, promise);
		const links = linksIn(mail, '/answer');
		expect(links.map((link) => /answer=(\w+)/.exec(link)?.[1])).toEqual(['confirm', 'contest']);
		await readsAsHtml(page, mail);
		await page.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await page.goto(links[1]!);
		await expect(page.getByRole('heading', { level: 2, name: promise })).toBeVisible();
		await expect(page.getByText(title)).toBeVisible();
		await expect(page.getByRole('radio', { name: 'It is not right' })).toBeChecked();
		expect(await findings(page)).toEqual([]);
		await page.getByRole('button', { name: 'Send the answer' }).click();
		await expect(page.getByLabel('What is not right?')).toHaveAttribute('aria-invalid', 'true');
		expect(await findings(page)).toEqual([]);
		await page.getByLabel('What is not right?').fill('Det var Jonas.');
		await page.getByRole('button', { name: 'Send the answer' }).click();
		await expect(page.getByRole('status').filter({ hasText: 'It is not right' })).toContainText(
			'Det var Jonas.'
		);
		await page.getByRole('radio', { name: 'It is right', exact: true }).check();
		await page.getByRole('button', { name: 'Change the answer' }).click();
		await expect(page.getByRole('status').filter({ hasText: 'It is right' })).toBeVisible();

		await signIn(page, 'gunilla');
		const { standings } = await call<{ standings: { stands: string; words?: string; owner?: boolean }[] }>(
			page,
			'GET',
			`${path}/result`
		);
		expect(standings).toMatchObject([{ stands: 'confirm', owner: true }]);
	});

	test('a link that is cut, forged or of a ballot that is over says so and does nothing', async ({
		page
	}) => {
		const { mail, thread } = await ballotLetter(page, `Avslutad ${Date.now()}`);
		const [link] = linksIn(mail, '/answer');
		const token = /token=(\w+)/.exec(link!)![1]!;
		for (const wrong of [
			'',
			'#token=',
			`#token=${token.slice(1)}&answer=yes`,
			'#token=../members',
			`?token=${token}X`
		]) {
			await page.goto('about:blank');
			await page.goto(`/answer${wrong}`);
			await expect(page.getByText('Länken gäller inte längre', { exact: true })).toBeVisible();
			await expect(page.getByRole('radio')).toHaveCount(0);
		}
		// Letters of before had the word before the #.
		await page.goto(`/answer?token=${token}&answer=no`);
		await expect(page.getByRole('radio', { name: 'Nej' })).toBeChecked();
		await signIn(page, 'gunilla');
		const { items } = await call<{ items: { id: string }[] }>(page, 'GET', `/api/threads/${thread}/ballots`);
		await call(page, 'PUT', `/api/ballots/${items[0]!.id}/closure`);
		await page.reload();
		await expect(page.getByRole('radio')).toHaveCount(0);
		const refused = await page.request.post(`/api/answers/${token}`, { data: { answer: 'yes' }, headers });
		expect(refused.status()).toBe(409);
	});

	test('letters of a kind end at a press on the page that a letter leads to', async ({ page }) => {
		const { mail } = await ballotLetter(page, `Färre brev ${Date.now()}`);
		const oneClick = /<(.+)>/.exec(mail.headers['list-unsubscribe']!)![1]!;
		expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
		const wanted = async () => {
			await signIn(page, 'maja');
			const { kinds } = await call<{ kinds: { kind: string; mail: boolean }[] }>(
				page,
				'GET',
				'/api/notices/settings'
			);
			await page.context().clearCookies();
			return kinds.find(({ kind }) => kind === 'ballot')?.mail;
		};
		await page.goto(oneClick); // what a mail program does that knows no RFC 8058
		await expect(page).toHaveURL(/\/unsubscribe#token=\w+$/);
		await page.goto('about:blank');
		await page.goto(linksIn(mail, '/unsubscribe')[0]!);
		await expect(page.getByText('Vill du inte längre få mejl genast om ”Omröstningar”?')).toBeVisible();
		expect(await findings(page)).toEqual([]);
		expect(await wanted()).toBe(true);
		await page.getByRole('button', { name: 'Ja, sluta skicka' }).press('Enter');
		await expect(page.getByRole('heading', { level: 1, name: 'Klart' })).toBeVisible();
		expect(await wanted()).toBe(false);
		const again = await page.request.post(oneClick, { form: { 'List-Unsubscribe': 'One-Click' } });
		expect(again.status()).toBe(200);
	});

	test('a letter that the mail server refuses is shown to administrators, and sent when they say so', async ({
		page
	}) => {
		const { email } = await account('jonas', site);
		server.unknown.add(email);
		await call(page, 'POST', '/api/magic-links', { email });
		await signIn(page, 'inger');
		const letters = page.getByRole('region', { name: 'Brev', exact: true });
		await expect(async () => {
			await page.goto('/administration/jobs');
			await expect(letters.getByRole('listitem')).toHaveCount(1, { timeout: 1_000 });
		}).toPass();
		await expect(letters.getByRole('listitem')).toContainText('there is no such mailbox');
		await expect(letters).not.toContainText('@');
		expect(await findings(page)).toEqual([]);
		server.unknown.clear();
		await letters.getByRole('button', { name: /^Försök igen/ }).press('Enter');
		await expect(letters.getByText('Inga brev har fastnat')).toBeVisible();
		await letter(email, '/sign-in/link');
	});
}

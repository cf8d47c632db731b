import type { Browser, BrowserContext, Page } from '@playwright/test';
import { findings } from './door';
import { address, api, browserOn, expect, looks, newThread, signIn, test, type Person } from './village';

/** The bell that is seen: one stands in the bar of a phone, one in the column of a desk. */
const bell = (page: Page) =>
	page.getByRole('button', { name: /^(Aviseringar|Notices)/ }).filter({ visible: true });

const count = async (page: Page): Promise<number> => Number(await bell(page).getAttribute('data-unread'));

const box = (page: Page) => page.getByRole('dialog', { name: /^(Aviseringar|Notices)$/ });

/** The row about a thing, in the box or on the page. */
const row = (page: Page, title: string) =>
	page.locator('[data-notice]').filter({ hasText: title }).filter({ visible: true });

async function memberOf(person: Person): Promise<string> {
	const answer = await (await api(person)).call('GET', '/api/session');
	return ((await answer.json()) as { member: { id: string } }).member.id;
}

/** Marks everything as read, so that a story begins with a silent bell. */
async function silence(person: Person): Promise<void> {
	expect((await (await api(person)).call('PUT', '/api/notices/reading', {})).ok).toBe(true);
}

/** A thread that somebody follows, where nothing is unread to them. */
async function followed(person: Person, title: string): Promise<string> {
	const id = await newThread(title);
	const { call } = await api(person);
	expect((await call('PUT', `/api/threads/${id}/following`, { level: 'follow' })).ok).toBe(true);
	expect((await call('PUT', `/api/threads/${id}/reading`, { seen: [{ from: 1, to: 1 }] })).ok).toBe(true);
	return id;
}

async function post(person: Person, thread: string, text: string): Promise<void> {
	await (await api(person)).post(`/api/threads/${thread}/posts`, { text });
}

/** Asks somebody for something in a thread of its own. */
async function askOf(person: Person, title: string): Promise<string> {
	const thread = await newThread(title);
	// Whoever wrote in the area may be asked.
	await post(person, thread, 'Jag kan svara på frågor.');
	await (
		await api('gunilla')
	).post(`/api/threads/${thread}/asks`, {
		member: await memberOf(person),
		question: 'Hur många gästnätter blev det?'
	});
	return thread;
}

interface Screen {
	browser: Browser;
	context: BrowserContext;
	page: Page;
}

async function screenOn(
	node: number,
	person: Person,
	viewport = { width: 1280, height: 800 }
): Promise<Screen> {
	const browser = await browserOn(node);
	const context = await browser.newContext({
		locale: 'sv-SE',
		timezoneId: 'Europe/Stockholm',
		baseURL: address,
		viewport
	});
	await signIn(context, person);
	return { browser, context, page: await context.newPage() };
}

test('the bell rings on a phone and on a desk, on another node, and what is read on one is read on the other', async () => {
	const title = `Klockan ${Date.now()}`;
	const thread = await followed('maja', title);
	await silence('maja');
	// All that is new stands in the window: what is below it is not read.
	const desk = await screenOn(0, 'maja', { width: 1280, height: 1600 });
	const phone = await screenOn(1, 'maja', { width: 390, height: 844 });
	try {
		await Promise.all([desk.page.goto('/areas'), phone.page.goto('/organisations')]);
		for (const { page } of [desk, phone]) await expect.poll(() => count(page)).toBe(0);
		for (let n = 1; n <= 5; n++) await post('gunilla', thread, `Inlägg nummer ${n}.`);
		for (const { page } of [desk, phone]) {
			await expect.poll(() => count(page)).toBe(1);
			await expect(page).toHaveTitle(/^\(1\) /);
		}
		await bell(phone.page).click();
		await expect(row(phone.page, title)).toContainText('5 nya inlägg');
		await expect(row(phone.page, title)).toContainText('Därför att du följer tråden.');
		await bell(desk.page).click();
		await row(desk.page, title).getByRole('link').click();
		await expect(desk.page).toHaveURL(new RegExp(`/threads/${thread}`));
		for (const { page } of [desk, phone]) {
			await expect.poll(() => count(page)).toBe(0);
			await expect(page).not.toHaveTitle(/^\(/);
		}
		await expect(row(phone.page, title)).toHaveAttribute('data-unread', 'false');
	} finally {
		await Promise.all([desk.browser.close(), phone.browser.close()]);
	}
});

test('what is asked of somebody shows itself, and is gone when it is answered elsewhere', async ({
	page,
	context
}) => {
	await silence('maja');
	await signIn(context, 'maja');
	// What was there before the page follows is told by the bell alone.
	const follows = page.waitForEvent('websocket').then((socket) =>
		socket.waitForEvent('framereceived', {
			predicate: ({ payload }) => payload.includes('"ok"') && payload.includes('member:')
		})
	);
	await page.goto('/areas');
	await follows;
	await expect.poll(() => count(page)).toBe(0);
	const title = `Fråga ${Date.now()}`;
	await askOf('maja', title);
	const toast = page.getByRole('complementary', { name: 'Ny fråga till dig' });
	await expect(toast).toContainText(title);
	await expect(page.locator('#announcements')).toContainText(title);
	expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
	await silence('maja');
	await expect(toast).toHaveCount(0);
	await expect.poll(() => count(page)).toBe(0);
});

test('one press for less from a thread, and one to take it back', async ({ page, context }) => {
	const title = `Mindre ${Date.now()}`;
	const thread = await followed('maja', title);
	await post('gunilla', thread, 'Något nytt.');
	await signIn(context, 'maja');
	await page.goto('/areas');
	await expect.poll(() => count(page)).toBeGreaterThan(0);
	await bell(page).click();
	const mine = row(page, title);
	await mine.getByRole('button', { name: `Mindre från tråden: ${title}` }).click();
	await expect(mine).toContainText('Du följer inte tråden längre.');
	const { call } = await api('maja');
	const level = async () =>
		((await (await call('GET', `/api/threads/${thread}`)).json()) as { reading: { level: string } }).reading
			.level;
	expect(await level()).toBe('normal');
	await mine.getByRole('button', { name: 'Ångra' }).click();
	await expect(mine).toContainText('Därför att du följer tråden.');
	await expect(mine).toHaveAttribute('data-unread', 'true');
	expect(await level()).toBe('follow');
});

test('the page follows what happens, narrows, and marks one and all as read', async ({ page, context }) => {
	await silence('maja');
	const [first, second] = [`Första ${Date.now()}`, `Andra ${Date.now()}`];
	const threads = [await followed('maja', first), await followed('maja', second)];
	await post('gunilla', threads[0]!, 'Ett.');
	await signIn(context, 'maja');
	await page.goto('/notices');
	await expect(row(page, first)).toHaveAttribute('data-unread', 'true');
	await expect(row(page, second)).toHaveCount(0);
	await post('jonas', threads[1]!, 'Två.');
	await page.getByRole('button', { name: 'Visa 1 ny' }).click();
	await expect(row(page, second).getByRole('link')).toBeFocused();
	await page.getByRole('button', { name: `Markera som läst: Nytt inlägg: ${second}` }).click();
	await expect(row(page, second)).toHaveAttribute('data-unread', 'false');
	await expect.poll(() => count(page)).toBe(1);
	await page.getByText('Olästa', { exact: true }).click();
	await expect(page).toHaveURL(/\?unread$/);
	await expect(row(page, first)).toBeVisible();
	await expect(row(page, second)).toHaveCount(0);
	await page.getByRole('button', { name: 'Markera alla som lästa' }).click();
	await expect.poll(() => count(page)).toBe(0);
	await page.getByLabel('Slag').selectOption('ballot');
	await expect(page.getByText('Ingen avisering passar det du har valt.')).toBeVisible();
});

test('how one wants to be told is kept, on all devices', async ({ page, context }) => {
	await signIn(context, 'jonas');
	await page.goto('/account');
	await page.getByRole('link', { name: 'Öppna inställningarna' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Aviseringar och mejl' })).toBeVisible();
	await page.getByLabel('Hur ofta?').selectOption('tuesday');
	await expect(page.getByRole('region', { name: 'Sammandraget' })).toContainText('Sparat');
	const mentions = page.getByRole('group', { name: 'När du nämns' });
	await mentions.getByLabel('Notis').uncheck();
	await mentions.getByLabel('Mejl genast').check();
	await expect(page.getByRole('region', { name: 'Vad som kommer' })).toContainText('Sparat');
	const quiet = page.getByRole('region', { name: 'Tysta tider' });
	await expect(quiet.getByLabel('Från')).toHaveValue('17:00');
	await quiet.getByLabel('Från').fill('20:30');
	await quiet.getByLabel('Tyst på lördagar och söndagar').uncheck();
	await quiet.getByRole('button', { name: 'Spara' }).click();
	await expect(quiet).toContainText('Sparat');
	await page.getByRole('button', { name: 'En vecka' }).click();
	await expect(page.getByRole('button', { name: 'Avsluta pausen' })).toBeVisible();
	await page.reload();
	await expect(page.getByLabel('Hur ofta?')).toHaveValue('tuesday');
	await expect(mentions.getByLabel('Mejl genast')).toBeChecked();
	await expect(mentions.getByLabel('Notis')).not.toBeChecked();
	await expect(quiet.getByLabel('Från')).toHaveValue('20:30');
	await expect(quiet.getByLabel('Tyst på lördagar och söndagar')).not.toBeChecked();
	await page.getByRole('button', { name: 'Avsluta pausen' }).click();
	await expect(page.getByRole('button', { name: 'En vecka' })).toBeVisible();
	await quiet.getByLabel('Tyst vissa timmar varje dygn').uncheck();
	await quiet.getByRole('button', { name: 'Spara' }).click();
	await expect(quiet).toContainText('Sparat');
	await page.reload();
	await expect(quiet.getByLabel('Tyst vissa timmar varje dygn')).not.toBeChecked();
});

test('a link in a letter that is wrong, cut or forged says so and ends nothing', async ({ page }) => {
	for (const token of ['', '?token=', '?token=FORGED234', '?token=../member', `?token=${'A'.repeat(80)}`]) {
		await page.goto(`/unsubscribe${token}`);
		await expect(page.getByText('Länken gäller inte', { exact: true })).toBeVisible();
		await expect(page.getByText('Inget har ändrats.')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Ja, sluta skicka' })).toHaveCount(0);
	}
});

test('a calendar address is made, copied, changed and removed', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address });
	await signIn(context, 'jonas');
	await page.goto('/account/notices');
	const part = page.getByRole('region', { name: 'Kalender' });
	await part.getByRole('button', { name: 'Skapa en adress' }).press('Enter');
	await part.getByRole('button', { name: 'Kopiera' }).click();
	const first = await part.locator('code').innerText();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first);
	const answer = await page.request.get(first);
	expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
	expect(await findings(page)).toEqual([]);
	await part.getByRole('button', { name: 'Byt adress' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Byt adress' }).click();
	await expect(page.locator('#announcements')).toContainText('Den gamla adressen gäller inte längre.');
	const second = await part.locator('code').innerText();
	expect([(await page.request.get(first)).status(), (await page.request.get(second)).status()]).toEqual([
		404, 200
	]);
	await page.reload();
	await expect(part).toContainText('Själva adressen visas inte igen.');
	await expect(part.locator('code')).toHaveCount(0);
	await part.getByRole('button', { name: 'Ta bort adressen' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Ta bort adressen' }).click();
	await expect(part.getByText('Du har ingen kalenderadress.')).toBeFocused();
	expect((await page.request.get(second)).status()).toBe(404);
});

test('whoever leads sees how often an organisation was asked before asking it once more', async ({
	page,
	context
}) => {
	const { call } = await api('jonas');
	const { member } = (await (await call('GET', '/api/session')).json()) as {
		member: { organisations: { id: string; name: string }[] };
	};
	const { id, name } = member.organisations[0]!;
	const thread = await newThread(`Svar ${Date.now()}`);
	const { call: lead, post: ask } = await api('gunilla');
	const total = async () =>
		((await (await lead('GET', `/api/organisations/${id}/contacts`)).json()) as { total: number }).total;
	const before = await total();
	await ask(`/api/threads/${await newThread('Annat')}/asks`, { organisation: id });
	await expect.poll(total).toBe(before + 1);
	await signIn(context, 'gunilla');
	await page.goto(`/threads/${thread}`);
	await page.locator('summary[aria-label="Fler sätt att ordna tråden"]').click();
	await page.getByRole('button', { name: 'Be om ett svar' }).click();
	const dialog = page.getByRole('dialog', { name: 'Be om ett svar' });
	await dialog.getByRole('combobox').fill(name.slice(0, 12));
	await page.getByRole('option', { name }).first().click();
	await expect(dialog.getByRole('status').filter({ hasText: name })).toHaveAttribute(
		'data-contacts',
		`${before + 1}`
	);
	await expect(dialog).toContainText('det här kvartalet, senast');
	expect(await findings(page)).toEqual([]);
});

test('bell, row and settings by keyboard alone', async ({ page, context }) => {
	const title = `Tangenter ${Date.now()}`;
	const thread = await followed('maja', title);
	await silence('maja');
	await post('gunilla', thread, 'Något nytt.');
	await signIn(context, 'maja');
	await page.goto('/areas');
	await expect.poll(() => count(page)).toBe(1);
	await expect(bell(page)).toHaveAccessibleName('Aviseringar, 1 oläst');
	await bell(page).focus();
	await page.keyboard.press('Enter');
	await expect(box(page)).toBeFocused();
	await expect(row(page, title)).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(bell(page)).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(row(page, title)).toBeVisible();
	const read = page.getByRole('button', { name: `Markera som läst: Nytt inlägg: ${title}` });
	for (let presses = 0; presses < 12; presses++) {
		if (await read.evaluate((element) => element === document.activeElement)) break;
		await page.keyboard.press('Tab');
	}
	await page.keyboard.press('Space');
	await expect.poll(() => count(page)).toBe(0);
	await page.keyboard.press('Escape');
	await page.keyboard.press('a');
	await expect(page.getByRole('heading', { level: 1, name: 'Aviseringar' })).toBeVisible();
	await expect(row(page, title)).toHaveAttribute('data-unread', 'false');
});

for (const { theme, lang } of looks) {
	for (const viewport of [
		{ width: 1280, height: 800 },
		{ width: 390, height: 844 }
	]) {
		test.describe(`${theme}, ${lang}, ${viewport.width} wide`, () => {
			test.use({ colorScheme: theme, locale: lang === 'sv' ? 'sv-SE' : 'en-GB', viewport });

			test('the open bell, a full page and the settings are free of what axe finds', async ({
				page,
				context
			}) => {
				await context.addInitScript((chosen) => {
					// axe opens an empty page of its own, which has no storage.
					if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', chosen);
				}, lang);
				await askOf('jonas', `Axe ${theme} ${viewport.width}`);
				await signIn(context, 'jonas');
				await page.goto('/areas');
				await expect.poll(() => count(page)).toBeGreaterThan(0);
				await bell(page).click();
				await expect(page.locator('[data-notice]').first()).toBeVisible();
				expect(await findings(page)).toEqual([]);
				for (const path of ['/notices', '/account/notices']) {
					await page.goto(path);
					await expect(page.locator('main h1')).toBeVisible();
					expect(await findings(page)).toEqual([]);
					expect(await page.evaluate(() => document.body.scrollWidth <= innerWidth)).toBe(true);
				}
			});
		});
	}
}

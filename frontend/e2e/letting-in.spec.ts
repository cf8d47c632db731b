// Two people at a time, each in a browser on a node of its own, in English, on phones.
import type { Page } from '@playwright/test';
import { findings, newcomer, password } from './door';
import { address, browserOn, connected, expect, newThread, signIn, test, watch } from './village';

const own = { origin: address };
const why = 'She leads the course in Klövsjö.';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'en-GB', baseURL: address };

/** What the story's administrator and member do, each on a node; nothing may go wrong on any page. */
async function onTwoPhones(story: (inger: Page, other: Page) => Promise<void>): Promise<void> {
	const browsers = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [here, there] = await Promise.all(browsers.map((browser) => browser.newContext(phone)));
		const watches = [here!, there!].map((context) => watch(context));
		for (const context of [here!, there!])
			await context.addInitScript(() => {
				if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', 'en');
			});
		await signIn(here!, 'inger');
		await story(await here!.newPage(), await there!.newPage());
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all(browsers.map((browser) => browser.close()));
	}
}

const row = (page: Page, name: string) =>
	page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

test('who asks is on the other phone at once, and why they were let in is in the log', async () => {
	await onTwoPhones(async (inger, maja) => {
		await inger.goto('/administration');
		await expect(inger.getByRole('heading', { level: 1, name: 'Waiting for a decision' })).toBeVisible();
		await signIn(maja.context(), 'maja');
		const name = `Demo Berry Pickers ${Date.now()}`;
		const proposal = { name, kind: 'association', sector: 'civil_society', level: 'local' };
		const asked = await maja.request.post('/api/representations', { data: { proposal }, headers: own });
		expect(asked.status()).toBe(201);
		await maja.goto('/account');
		await expect(maja.getByRole('link', { name })).toBeVisible();
		await expect(row(inger, name)).toBeVisible();
		const request = inger.getByRole('listitem').filter({ hasText: `wants to represent ${name}` });
		await request.getByText('Say why').tap();
		await request.getByLabel('Why?').fill(why);
		expect(await findings(inger)).toEqual([]);
		await request.getByRole('button', { name: /^Confirm / }).tap();
		await expect(request).toHaveCount(0);

		// Her open page knows, and can end it again, so that the next story finds the demonstration as it was.
		const hers = maja.getByRole('listitem').filter({ hasText: name });
		await expect(hers.getByText(/^Confirmed/)).toBeVisible();
		await inger.goto('/administration/audit');
		await expect(
			inger.getByRole('listitem').filter({ hasText: name }).filter({ hasText: why })
		).toBeVisible();
		await hers.getByRole('button', { name: 'Stop representing' }).tap();
		await maja.getByRole('dialog').getByRole('button', { name: 'Stop representing' }).tap();
		await expect(hers).toHaveCount(0);
	});
});

test('for whom one writes is chosen for a post and remembered in its area', async ({ page, context }) => {
	const [first, second] = [await newThread('Första tråden'), await newThread('Andra tråden')];
	const elsewhere = await newThread('Annat område', 'Hej', 'hallbar-energi');
	await signIn(context, 'maja');
	const choice = page.getByLabel('Du skriver som');
	const writeIn = async (thread: string) => {
		await page.goto(`/threads/${thread}`);
		await page.getByLabel('Ditt inlägg').click();
	};
	await writeIn(first);
	await expect(choice).toHaveValue('');
	await choice.selectOption({ index: 1 });
	const organisation = await choice.inputValue();
	await writeIn(second);
	await expect(choice).toHaveValue(organisation);
	await page.goto('/areas/upplevelser/new');
	await expect(choice).toHaveValue(organisation);
	await writeIn(elsewhere);
	await expect(choice).toHaveValue('');
	await writeIn(first);
	await choice.selectOption('');
	await writeIn(second);
	await expect(choice).toHaveValue('');
});

test('an account that is shut: the open page on the other node knows, and loses no word', async () => {
	const thread = await newThread('Den som stängs av');
	await onTwoPhones(async (inger, other) => {
		const email = await newcomer(other);
		await other.request.post('/api/session', { data: { email, password }, headers: own });
		await other.goto(`/threads/${thread}`);
		await connected(other);
		await other.getByLabel('Your post').fill('Half written');
		await inger.goto('/administration/members');
		await inger.getByRole('searchbox').fill(email);
		await expect(inger.getByText('1 member', { exact: true })).toBeVisible();
		await inger.getByRole('button', { name: /^Suspend/ }).tap();
		const dialog = inger.getByRole('dialog').filter({ visible: true });
		await dialog.getByLabel('Why?').fill('The story needs it.');
		await dialog.getByRole('button', { name: 'Suspend', exact: true }).tap();
		await expect(other.getByRole('link', { name: 'Sign in to write' })).toBeVisible();
		await expect(other.getByLabel('Your post')).toHaveValue('Half written');
		expect((await other.request.get('/api/session')).status()).toBe(401);
	});
});

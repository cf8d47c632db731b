import type { Page } from '@playwright/test';
import { browserOf, findings, freshAddress, invitation, letterLink, newcomer, password } from './door';
import { address, connected, expect, looks, newThread, postWith, signIn, test } from './village';

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const press = (page: Page, name: string | RegExp) =>
	page
		.locator('main')
		.getByRole('button', { name, exact: typeof name === 'string' })
		.click();

async function signInByHand(page: Page, email: string, word = password): Promise<void> {
	await page.goto('/sign-in');
	await field(page, 'E-postadress').fill(email);
	await field(page, 'Lösenord').fill(word);
	await press(page, 'Logga in');
}

const isIn = (page: Page) =>
	expect(page.getByText('Nya Demosson').filter({ visible: true }).first()).toBeVisible();

test('a link by mail lets in once, and leads to where one was going', async ({ page }) => {
	const thread = await newThread('Dit länken leder');
	const email = await newcomer(page);
	await page.goto(`/sign-in?next=/threads/${thread}`);
	await press(page, 'Skicka en inloggningslänk');
	await expect(field(page, 'E-postadress')).toBeFocused();
	await field(page, 'E-postadress').fill(email);
	await press(page, 'Skicka en inloggningslänk');
	await expect(page.getByText('Titta i din e-post')).toBeVisible();
	const link = await letterLink(page, email, '/sign-in/link#token=');

	// A program that looks through mail opens the link too: that alone signs nobody in and uses nothing up.
	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'Logga in med länk' })).toBeVisible();
	expect((await page.request.get('/api/session')).status()).toBe(401);
	await press(page, 'Logga in');
	await expect(page).toHaveURL(`${address}/threads/${thread}`);
	await isIn(page);

	await page.goto('/');
	await page.goto(link);
	await press(page, 'Logga in');
	await expect(page.getByRole('alert')).toContainText('Länken gäller inte');
	await expect(page.locator('main').getByRole('link', { name: 'Till inloggningen' })).toBeVisible();
});

test('an unknown address is told the same, and gets no letter', async ({ page }) => {
	const email = freshAddress();
	await page.goto('/sign-in');
	await field(page, 'E-postadress').fill(email);
	await press(page, 'Skicka en inloggningslänk');
	await expect(page.getByText('Titta i din e-post')).toBeVisible();
	await page.goto('/demo/mails');
	await expect(page.getByRole('heading', { name: 'Utskickade mejl' })).toBeVisible();
	await expect(page.getByText(email)).toHaveCount(0);
});

test('a forgotten password: letter, a new one, and the old one is gone', async ({ page }) => {
	const email = await newcomer(page);
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Välj ett nytt' }).click();
	await expect(page.getByRole('heading', { name: 'Välj ett nytt lösenord' })).toBeVisible(); // both pages ask for the address
	await field(page, 'E-postadress').fill(email);
	await press(page, 'Skicka länken');
	await expect(page.getByText('Titta i din e-post')).toBeVisible();
	await page.goto(await letterLink(page, email, '/reset#token='));
	await field(page, 'Nytt lösenord').fill('kort');
	await press(page, 'Spara lösenordet');
	await expect(page.getByText('Lösenordet är för kort')).toBeVisible();
	await field(page, 'Nytt lösenord').fill('ett helt annat lösenord');
	await press(page, 'Spara lösenordet');
	await expect(page.getByText('Lösenordet är bytt')).toBeVisible();
	await signInByHand(page, email);
	await expect(page.getByRole('alert')).toContainText('stämmer inte');
	await signInByHand(page, email, 'ett helt annat lösenord');
	await isIn(page);
});

test('from the link of an invitation to the first post: a phone, eight inputs, a minute', async ({
	page,
	browser
}) => {
	await page.setViewportSize({ width: 390, height: 844 });
	const link = await invitation(browser, 'upplevelser', 'inger', { note: 'Kom och prata leder med oss!' });
	await newThread('Här pratar vi', 'Vem är du?', 'upplevelser');
	let inputs = 0;
	const type = async (label: string, text: string) => {
		inputs++;
		await field(page, label).fill(text);
	};
	const began = Date.now();
	await page.goto(link);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Upplevelser');
	await expect(page.getByText('Kom och prata leder med oss!')).toBeVisible();
	const email = freshAddress();
	await type('Namn', 'Nya Demosson');
	await type('E-postadress', email);
	await type('Lösenord', password);
	inputs++;
	await press(page, 'Gå med');
	await expect(page).toHaveURL(`${address}/areas/upplevelser`);
	await expect(page.getByText(/Välkommen till Upplevelser/)).toBeVisible();
	inputs++;
	await page.getByRole('link', { name: /Skriv i ”/ }).click();
	await connected(page);
	await expect(page.getByLabel('Ditt inlägg')).toBeFocused();
	await type('Ditt inlägg', 'Hej, jag kör skoterturer i Klövsjö.');
	inputs++;
	await press(page, 'Skicka');
	await expect(postWith(page, 'Hej, jag kör skoterturer')).toHaveCount(1);
	expect(inputs).toBeLessThanOrEqual(8);
	expect(Date.now() - began).toBeLessThan(60_000);
	const session = (await (await page.request.get('/api/session')).json()) as { member: { areas: string[] } };
	expect(session.member.areas).toContain('upplevelser');
});

test('an invitation to a closed area lets in a member who signs in on its page', async ({
	page,
	browser
}) => {
	const link = await invitation(browser);
	const email = await newcomer(page);
	await page.goto(link);
	// Somebody who forgot that they have an account is not told so by the server, but finds the way.
	await field(page, 'Namn').fill('Nya Demosson');
	await field(page, 'E-postadress').fill(email);
	await field(page, 'Lösenord').fill('inte det lösenordet');
	await press(page, 'Gå med');
	await expect(page.getByText('Adressen har kanske redan ett konto')).toBeVisible();
	await field(page, 'E-postadress').fill(email);
	await field(page, 'Lösenord').fill(password);
	await press(page, 'Logga in');
	await expect(page).toHaveURL(`${address}/areas/demo-sluten`);
	await expect(page.getByText(/Välkommen till/)).toBeVisible();
});

test('a signed-in member joins with one press; a used invitation says so', async ({
	page,
	browser,
	context
}) => {
	const link = await invitation(browser);
	await page.goto('/');
	const email = await newcomer(page);
	const headers = { origin: address };
	await context.request.post('/api/session', { data: { email, password }, headers });
	await page.goto(link);
	await press(page, /^Gå med i /);
	await expect(page).toHaveURL(`${address}/areas/demo-sluten`);
	await context.clearCookies();
	await page.goto('/');
	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'Inbjudan gäller inte' })).toBeVisible();
	await expect(page.getByText('Be den som bjöd in dig om en ny')).toBeVisible();
});

test('the account: letter again, time zone, a new password, a new address that both agree to', async ({
	page,
	browser
}) => {
	const email = await newcomer(page);
	const own = await browserOf(browser, email);
	await own.goto('/account');
	await press(own, 'Skicka mejlet igen');
	await expect(own.getByText('Mejlet är skickat')).toBeVisible();
	await page.goto(await letterLink(page, email, '/confirm?token='));
	await press(page, 'Ja, adressen är min');
	await expect(page.getByText('Adressen är bekräftad')).toBeVisible();

	await own.reload();
	await expect(own.getByText('Adressen är bekräftad')).toBeVisible();
	await own.getByLabel('Tidszon').selectOption('Europe/Helsinki');
	await expect(own.locator('#announcements')).toHaveText('Tidszonen är sparad.');

	await own.getByText('Byt lösenord').first().click();
	await field(own, 'Nuvarande lösenord').fill('fel lösenord här');
	await field(own, 'Nytt lösenord').fill('ett nytt långt lösenord');
	await press(own, 'Byt lösenord');
	await expect(own.getByText('Lösenordet stämmer inte')).toBeVisible();
	await field(own, 'Nuvarande lösenord').fill(password);
	await press(own, 'Byt lösenord');
	await expect(own.getByText('Lösenordet är bytt')).toBeVisible();

	const next = freshAddress();
	await own.getByText('Byt e-postadress').click();
	await field(own, 'Ny e-postadress').fill(next);
	await press(own, 'Skicka mejlen');
	await expect(own.getByText('Titta i din e-post')).toBeVisible();
	await own.goto(await letterLink(page, next, '/address#token='));
	await press(own, 'Jag går med på bytet');
	await expect(own.getByText('Den ena adressen har svarat')).toBeVisible();
	await own.goto('/');
	await own.goto(await letterLink(page, email, '/address#token='));
	await press(own, 'Jag går med på bytet');
	await expect(own.getByText('Adressen är bytt')).toBeVisible();
	await own.goto('/account');
	await expect(own.getByText(next)).toBeVisible();
	await own.context().close();
});

test('what weighs much asks once more who sits there, and then goes on by itself', async ({ page }) => {
	const email = await newcomer(page);
	// Who came by a link has proved no more than that they read the mail.
	await page.request.post('/api/magic-links', { data: { email }, headers: { origin: address } });
	await page.goto(await letterLink(page, email, '/sign-in/link#token='));
	await press(page, 'Logga in');
	await isIn(page);
	await page.goto('/account');
	// An unproven address loses its password to whoever proves it by a link: a new one comes by letter.
	await page.getByText('Skaffa ett lösenord').click();
	await press(page, 'Skicka länken');
	await expect(page.getByText('Titta i din e-post')).toBeVisible();
	const link = await letterLink(page, email, '/reset#token=');
	await page.goto(link);
	await field(page, 'Nytt lösenord').fill(password);
	await press(page, 'Spara lösenordet');
	await expect(page.getByText('Lösenordet är bytt')).toBeVisible();
	await page.request.post('/api/magic-links', { data: { email }, headers: { origin: address } });
	await page.goto(await letterLink(page, email, '/sign-in/link#token='));
	await press(page, 'Logga in');
	await isIn(page);

	await page.goto('/account');
	await page.getByText('Byt e-postadress').click();
	await field(page, 'Ny e-postadress').fill(freshAddress());
	await press(page, 'Skicka mejlen');
	const dialog = page.getByRole('dialog', { name: 'Är det fortfarande du?' });
	await expect(dialog).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByText('Visa en gång till att det är du')).toBeVisible();
	await press(page, 'Skicka mejlen');
	await dialog.getByLabel('Lösenord', { exact: true }).fill('fel lösenord här');
	await dialog.getByRole('button', { name: 'Fortsätt' }).click();
	await expect(dialog.getByText('Lösenordet stämmer inte')).toBeVisible();
	await dialog.getByLabel('Lösenord', { exact: true }).fill(password);
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(page.getByText('Titta i din e-post')).toBeVisible();
});

test('an account is closed: its words stay without the name', async ({ page, browser }) => {
	const email = await newcomer(page);
	const own = await browserOf(browser, email);
	const thread = await newThread('Någon lämnar');
	await own.goto(`/threads/${thread}`);
	await connected(own);
	await own.getByLabel('Ditt inlägg').fill('Mitt sista ord.');
	await own.getByLabel('Ditt inlägg').press('Control+Enter');
	await expect(postWith(own, 'Mitt sista ord.')).toHaveCount(1);
	await own.goto('/account');
	await own.getByText('Avsluta mitt konto').click();
	await expect(own.getByText('Det här står kvar')).toBeVisible();
	await field(own, 'Skriv ditt lösenord för att avsluta kontot').fill(password);
	await press(own, 'Avsluta kontot för gott');
	await expect(own.getByRole('heading', { name: 'Kontot är avslutat' })).toBeVisible();
	await page.goto(`/threads/${thread}`);
	await expect(postWith(page, 'Mitt sista ord.')).toContainText('Avslutat konto');
	await signInByHand(page, email);
	await expect(page.getByRole('alert')).toContainText('stämmer inte');
	await own.context().close();
});

for (const { theme, lang } of looks) {
	test(`the pages of the door are accessible: ${theme}, ${lang}`, async ({ page, context, browser }) => {
		test.setTimeout(300_000);
		await page.emulateMedia({ colorScheme: theme });
		await page.setViewportSize({ width: 390, height: 844 });
		await context.addInitScript((chosen) => {
			if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', chosen);
		}, lang);
		const link = await invitation(browser);
		const found: Record<string, string[]> = {};
		const look = async (path: string) => {
			await page.goto('about:blank');
			await page.goto(path);
			await expect(page.locator('.skeleton')).toHaveCount(0);
			const faults = await findings(page);
			if (faults.length > 0) found[path] = faults;
			const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
			if (wide) found[path] = [...(found[path] ?? []), 'is wider than the screen'];
		};
		const open = ['/sign-in', '/sign-in?problem=oidc_state', '/sign-in/link#token=x', '/sign-in/link'];
		const pages = [
			...open,
			'/confirm?token=x',
			'/sign-in/connect',
			'/reset',
			'/reset#token=x',
			'/address#token=x'
		];
		for (const path of [...pages, '/join#token=x', link]) await look(path);
		await signIn(context, 'maja');
		for (const path of ['/account', link]) await look(path);
		expect(found).toEqual({});
	});
}

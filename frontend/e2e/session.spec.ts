import { address, connected, expect, newThread, test } from './village';

test('sign up, see the sessions, end one from another browser: its live connection ends', async ({
	page,
	context,
	browser
}) => {
	const email = `ny-${Date.now()}@demo.example`;
	const password = 'ett riktigt långt lösenord';
	await page.goto('/sign-up');
	await page.getByLabel('Namn', { exact: true }).fill('Nya Demosson');
	await page.getByLabel('E-postadress').fill(email);
	await page.getByLabel('Lösenord', { exact: true }).fill(password);
	await page.locator('form').getByRole('button', { name: 'Skapa konto' }).click();
	await expect(page.getByText('Kontot är klart.')).toBeVisible();

	const id = await newThread('Sessionens slut');
	const signIn = (request: typeof context.request) =>
		request.post(`${address}/api/session`, { data: { email, password }, headers: { origin: address } });
	await signIn(context.request);
	let closed = false;
	page.on('websocket', (socket) => socket.on('close', () => (closed = true)));
	await page.goto(`/threads/${id}`);
	await connected(page);
	await page.getByLabel('Ditt inlägg').fill('Oskickat när sessionen tar slut');

	const elsewhere = await browser.newContext({ locale: 'sv-SE' });
	await signIn(elsewhere.request);
	const other = await elsewhere.newPage();
	await other.goto('/account');
	await other.getByRole('button', { name: 'Logga ut alla andra' }).click();
	await expect.poll(() => closed).toBe(true);
	// The page goes on reading as a visitor, keeps what was typed and asks to sign in.
	await expect(page.getByRole('link', { name: 'Logga in för att skriva' })).toBeVisible();
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('Oskickat när sessionen tar slut');
	await connected(page);
	expect((await context.request.get(`${address}/api/session`)).status()).toBe(401);
	await elsewhere.close();
});

test('a draft and an unsent post survive signing out', async ({ page }) => {
	const id = await newThread('Utkast över utloggning');
	await page.goto(`/sign-in?next=/threads/${id}`);
	await page.getByRole('button', { name: /Maja Demolin/ }).click();
	await connected(page);
	await page.route('**/api/threads/*/posts', (route) =>
		route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue()
	);
	await page.getByLabel('Ditt inlägg').fill('Köat inlägg.');
	await page.getByLabel('Ditt inlägg').press('Control+Enter');
	await expect(page.locator('[data-outbox="unknown"]')).toBeVisible();
	await page.getByLabel('Ditt inlägg').fill('Påbörjat utkast.');
	await expect(page.locator('[data-draft="kept"]')).toBeVisible();
	await page.goto('/account');
	await page
		.getByRole('region', { name: /Logga ut/ })
		.getByRole('button', { name: 'Logga ut' })
		.click();
	await expect(page.getByRole('link', { name: 'Logga in' }).filter({ visible: true }).first()).toBeVisible();
	await page.unroute('**/api/threads/*/posts');
	await page.goto(`/threads/${id}`);
	await expect(page.getByText('Köat inlägg.')).toHaveCount(0);
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('');
	await page.getByRole('link', { name: 'Logga in för att skriva' }).click();
	await page.getByRole('button', { name: /Maja Demolin/ }).click();
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('Påbörjat utkast.');
	await expect(page.locator('article[id^="p-"]').filter({ hasText: 'Köat inlägg.' })).toHaveCount(1, {
		timeout: 40_000
	});
});

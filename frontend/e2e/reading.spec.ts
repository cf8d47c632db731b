import { connected, expect, newThread, postWith, api, signIn, test } from './village';

test('a visitor finds an area, a thread and its posts, and is invited to write', async ({ page }) => {
	await page.goto('/areas/upplevelser');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	const first = page.locator('main ol h3 a').first();
	const title = (await first.textContent()) ?? '';
	await first.click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	await expect(page.locator('article[id^="p-"]').first()).toBeVisible();
	await connected(page);
});

test('what a visitor typed is there after signing in', async ({ page }) => {
	const id = await newThread('Skriva före inloggning');
	await page.goto(`/threads/${id}`);
	await page.getByLabel('Ditt inlägg').fill('Skrivet innan jag hade loggat in.');
	await page.getByRole('link', { name: 'Logga in för att skriva' }).click();
	await page.getByRole('button', { name: /Maja Demolin/ }).click();
	await expect(page).toHaveURL(new RegExp(`/threads/${id}`));
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('Skrivet innan jag hade loggat in.');
	await page.getByRole('button', { name: 'Skicka' }).click();
	await expect(postWith(page, 'Skrivet innan jag hade loggat in.')).toHaveCount(1);
});

test('a permanent address leads to its post in its thread', async ({ page }) => {
	const id = await newThread('Lång tråd');
	const gunilla = await api('gunilla');
	let middle = '';
	for (let n = 2; n <= 130; n++) {
		const post = await gunilla.post(`/api/threads/${id}/posts`, { text: `Inlägg nummer ${n}.` });
		if (n === 65) middle = post.id;
	}
	await page.goto(`/posts/${middle}`);
	const sought = page.locator(`#p-${middle}`);
	await expect(sought).toBeInViewport();
	await expect(sought).toBeFocused();
	const posts = page.locator('article[id^="p-"]');
	for (const way of [/Visa tidigare inlägg/, /Visa \d+ senare inlägg/]) {
		const button = page.getByRole('button', { name: way });
		for (let before = await posts.count(); await button.isVisible(); before = await posts.count()) {
			await button.click();
			await expect.poll(() => posts.count()).toBeGreaterThan(before);
		}
	}
	await expect(posts.first()).toContainText('Vad tänker ni?');
	await expect(posts.last()).toContainText('Inlägg nummer 130.');
	await expect(posts).toHaveCount(130);
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('the same addresses hold the area, the thread and its posts', async ({ page }) => {
		const id = await newThread('Läsbar utan program', 'Det här ska gå att läsa **ändå**.');
		await page.goto('/areas/upplevelser');
		const link = page.locator(`a[href*="/threads/${id}"]`).first();
		await expect(link).toBeVisible();
		await link.click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Läsbar utan program');
		await expect(page.getByText('Det här ska gå att läsa')).toBeVisible();
		await expect(page).toHaveTitle(/Läsbar utan program/);
	});
});

test('a thread is followed and muted from where one comes in, and says so at both its ends', async ({
	page,
	context
}) => {
	const id = await newThread('Följ härifrån');
	await (await api('gunilla')).post(`/api/threads/${id}/posts`, { text: 'Ett inlägg till.' });
	await signIn(context, 'jonas');
	await page.setViewportSize({ width: 390, height: 844 });
	await page.goto(`/threads/${id}`);
	await connected(page);
	const holds = page.locator('[data-level] summary');
	await expect(holds).toHaveText(['Följ', 'Följ']);
	const post = postWith(page, 'Ett inlägg till.');
	await post.locator('summary[aria-label^="Mer om"]').click();
	await post.getByRole('button', { name: 'Följ tråden' }).click();
	await expect(holds).toHaveText(['Du följer', 'Du följer']);
	// The words open the menu, and so does the keyboard, which comes back to them.
	await holds.last().getByText('Du följer').click();
	await page.locator('[data-level]').last().getByRole('button', { name: 'Tysta', exact: true }).click();
	await expect(holds).toHaveText(['Tystad', 'Tystad']);
	await holds.first().focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('[data-level]').first().getByRole('button', { name: 'Följ' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(holds.first()).toBeFocused();
});

for (const [locale, words] of [
	['sv-SE', 'Logga in'],
	['en-GB', 'Sign in']
] as const) {
	test(`a narrow screen says "${words}", and nothing runs over its edge`, async ({ browser }) => {
		const page = await (
			await browser.newContext({ locale, viewport: { width: 360, height: 740 } })
		).newPage();
		await page.goto('/areas');
		const way = page.locator('header.bar').getByRole('link', { name: words });
		await expect(way).toHaveText(words);
		for (const width of [360, 320]) {
			await page.setViewportSize({ width, height: 740 });
			await expect(way).toBeInViewport({ ratio: 1 });
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
		}
		await way.click();
		await expect(page).toHaveURL(/\/sign-in\?next=%2Fareas$/);
		await page.context().close();
	});
}

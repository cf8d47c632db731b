import { connected, expect, newThread, postWith, api, test } from './village';

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

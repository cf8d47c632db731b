import { account, address, expect, newThread, openByKeys as open, postWith, tabTo, test } from './village';

test('sign in, area, thread, post, edit, sign out: by keyboard alone', async ({ page }) => {
	const title = 'Skoterleder och skidspår';
	await newThread(title);
	const { email, password } = await account('jonas');

	await page.goto('/');
	await open(page, page.getByRole('link', { name: 'Logga in' }).filter({ visible: true }).first());
	await tabTo(page, page.getByLabel('E-postadress'));
	await page.keyboard.type(email);
	await tabTo(page, page.getByLabel('Lösenord', { exact: true }));
	await page.keyboard.type(password);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(`${address}/`);
	await expect(page.getByText('Jonas Demosson').filter({ visible: true }).first()).toBeVisible();

	await page.keyboard.press('o');
	await expect(page).toHaveURL(/\/areas$/);
	await open(page, page.locator('main').getByRole('link', { name: 'Upplevelser', exact: false }).first());
	await open(page, page.getByRole('link', { name: title }));
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);

	await page.keyboard.press('r');
	await expect(page.getByLabel('Ditt inlägg')).toBeFocused();
	await page.keyboard.type('Skrivet utan mus.');
	await page.keyboard.press('Control+Enter');
	await expect(postWith(page, 'Skrivet utan mus.')).toHaveCount(1);
	const post = page.locator(`#${await postWith(page, 'Skrivet utan mus.').getAttribute('id')}`);

	// From the composer back to the post, whose own actions are the last before it.
	await page.keyboard.press('Escape');
	const more = post.locator('summary[aria-label^="Mer om inlägg"]');
	for (let presses = 0; presses < 40; presses++) {
		if (await more.evaluate((element) => element === document.activeElement)) break;
		await page.keyboard.press('Shift+Tab');
	}
	await page.keyboard.press('Enter');
	await open(page, post.getByRole('button', { name: 'Ändra', exact: true }));
	await expect(post.getByRole('textbox')).toBeFocused();
	await page.keyboard.press('Control+End');
	await page.keyboard.type(' Och ändrat.');
	await page.keyboard.press('Control+Enter');
	await expect(post).toContainText('Skrivet utan mus. Och ändrat.');
	await expect(post.getByRole('button', { name: /Ändrat/ })).toBeVisible();

	await page.goto('/account');
	await open(page, page.getByRole('region', { name: /Logga ut/ }).getByRole('button', { name: 'Logga ut' }));
	await expect(page.getByRole('link', { name: 'Logga in' }).filter({ visible: true }).first()).toBeVisible();
});

import { api, connected, expect, newThread, postWith, signIn, test } from './village';

test('a closed thread shows its conclusion to everyone at once, and a draft in it is not lost', async ({
	page,
	context
}) => {
	const id = await newThread('Ska avslutas');
	await signIn(context, 'maja');
	await page.goto(`/threads/${id}`);
	await connected(page);
	await page.getByLabel('Ditt inlägg').fill('Halvvägs i en mening');
	await expect(page.getByRole('button', { name: 'Skicka' })).toBeEnabled();
	const gunilla = await api('gunilla');
	expect(
		(await gunilla.call('PUT', `/api/threads/${id}/closure`, { text: 'Vi enades om leden.' })).status
	).toBe(200);
	await expect(page.getByRole('region', { name: 'Tråden är avslutad' })).toContainText('Vi enades om leden.');
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('Halvvägs i en mening');
	await expect(page.getByRole('button', { name: 'Skicka' })).toBeDisabled();
	await gunilla.call('DELETE', `/api/threads/${id}/closure`);
	await expect(page.getByRole('button', { name: 'Skicka' })).toBeEnabled();
});

test('a facilitator closes with a conclusion and opens again', async ({ page, context }) => {
	const id = await newThread('Avsluta och öppna');
	await signIn(context, 'gunilla');
	await page.goto(`/threads/${id}`);
	await page.getByRole('button', { name: 'Avsluta tråden' }).click();
	await page.getByRole('button', { name: 'Avsluta med slutsatsen' }).click();
	await expect(page.getByRole('alert')).toContainText('Skriv något först.');
	await page.getByLabel('Vi är överens om').fill('Det blev **bra**.');
	await page.getByLabel('Här tycker vi olika').fill('Inget.');
	await page.getByLabel('Det här händer sedan').fill('Möte i mars.');
	await page.getByRole('button', { name: 'Avsluta med slutsatsen' }).click();
	await expect(page.getByRole('region', { name: 'Tråden är avslutad' })).toContainText('Det blev bra.');
	await page.getByRole('button', { name: 'Öppna tråden igen' }).click();
	await page.getByLabel('Varför?').fill('Nya uppgifter har kommit.');
	await page.getByRole('button', { name: 'Öppna igen' }).click();
	await expect(page.getByRole('region', { name: 'Tråden är avslutad' })).toHaveCount(0);
	await expect(page.getByRole('heading', { name: 'Skriv ett inlägg' })).toBeVisible();
});

test('a withdrawn post leaves a trace on both screens and its words on none', async ({
	page,
	context,
	browser
}) => {
	const id = await newThread('Dra tillbaka');
	await (await api('maja')).post(`/api/threads/${id}/posts`, { text: 'Det här ångrar jag.' });
	await signIn(context, 'maja');
	const other = await (await browser.newContext({ locale: 'sv-SE' })).newPage();
	await Promise.all([page.goto(`/threads/${id}`), other.goto(`/threads/${id}`)]);
	await Promise.all([connected(page), connected(other)]);
	const post = postWith(page, 'Det här ångrar jag.');
	await post.locator('summary[aria-label^="Mer om"]').click();
	await post.getByRole('button', { name: 'Dra tillbaka' }).click();
	await expect(page.getByRole('dialog')).toContainText('Texten döljs men bevaras som allmän handling.');
	await page.getByRole('dialog').getByRole('button', { name: 'Dra tillbaka' }).click();
	for (const screen of [page, other]) {
		await expect(postWith(screen, 'tillbakadraget av den som skrev det')).toHaveCount(1);
		await expect(screen.getByText('Det här ångrar jag.')).toHaveCount(0);
	}
	await other.context().close();
});

test('a refused post keeps its words and says why; changed, it is sent', async ({ page, context }) => {
	const id = await newThread('Avvisat inlägg');
	await signIn(context, 'maja');
	await page.goto(`/threads/${id}`);
	await connected(page);
	await page.route('**/api/threads/*/posts', (route) =>
		route.request().method() === 'POST'
			? route.fulfill({
					status: 422,
					contentType: 'application/problem+json',
					body: JSON.stringify({
						type: '/problems/text_unstorable',
						title: 'no',
						status: 422,
						code: 'text_unstorable'
					})
				})
			: route.continue()
	);
	await page.getByLabel('Ditt inlägg').fill('Mina ord.');
	await page.getByRole('button', { name: 'Skicka' }).click();
	const refused = page.locator('[data-outbox="refused"]');
	await expect(refused).toContainText('Mina ord.');
	await expect(refused).toContainText('Togs inte emot:');
	await page.unroute('**/api/threads/*/posts');
	await refused.getByRole('button', { name: 'Ändra texten' }).click();
	await expect(refused).toHaveCount(0);
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('Mina ord.');
	await page.getByLabel('Ditt inlägg').fill('Mina ändrade ord.');
	await page.getByRole('button', { name: 'Skicka' }).click();
	await expect(postWith(page, 'Mina ändrade ord.')).toHaveCount(1);
});

test('an edit of an older version shows both texts, and none is lost', async ({ page, context }) => {
	const id = await newThread('Två som ändrar');
	const maja = await api('maja');
	const { id: post } = await maja.post(`/api/threads/${id}/posts`, { text: 'Från början.' });
	await signIn(context, 'maja');
	await page.goto(`/threads/${id}`);
	const article = page.locator(`#p-${post}`);
	await article.locator('summary[aria-label^="Mer om"]').click();
	await article.getByRole('button', { name: 'Ändra', exact: true }).click();
	await article.getByRole('textbox').fill('Ändrat här.');
	await maja.call('PATCH', `/api/posts/${post}`, { text: 'Ändrat där.' }, { 'if-match': '"1"' });
	await article.getByRole('button', { name: 'Spara ändringen' }).click();
	await expect(article.getByText('Inlägget ändrades någon annanstans')).toBeVisible();
	await expect(article.getByText('Ändrat där.')).toBeVisible();
	await expect(article.getByRole('textbox')).toHaveValue('Ändrat här.');
	await article.getByRole('button', { name: 'Lägg till den i min text' }).click();
	await article.getByRole('button', { name: 'Spara ändringen' }).click();
	await expect(article.locator('.prose')).toContainText('Ändrat där.');
	await expect(article.locator('.prose')).toContainText('Ändrat här.');
	await article.getByRole('button', { name: /Ändrat/ }).click();
	await expect(page.getByRole('dialog')).toContainText('Från början.');
});

test('a new thread is started with its subjects and found in its area', async ({ page, context }) => {
	await signIn(context, 'maja');
	await page.goto('/areas/upplevelser');
	await page.getByRole('link', { name: 'Ny tråd' }).click();
	await page.getByRole('button', { name: 'Starta tråden' }).click();
	await expect(page.getByText('Skriv en rubrik.')).toBeVisible();
	await page.getByLabel('Rubrik').fill('Rastplatser längs vägen');
	await page.getByLabel('Första inlägget').fill('Var **saknas** det rastplatser?');
	await page.getByLabel('Kommun som det gäller').selectOption({ label: 'Berg' });
	await page.getByLabel('Ämnesord').fill('vägar, besökare');
	await page.reload();
	await expect(page.getByLabel('Rubrik')).toHaveValue('Rastplatser längs vägen');
	await expect(page.getByLabel('Första inlägget')).toHaveValue('Var **saknas** det rastplatser?');
	await page.getByRole('button', { name: 'Starta tråden' }).click();
	await expect(page).toHaveURL(/\/threads\//);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Rastplatser längs vägen');
	await expect(page.locator('main')).toContainText('besökare');
	await expect(page.locator('main header').first()).toContainText('Berg');
	await page.getByRole('link', { name: /Till Upplevelser/ }).click();
	await expect(page.getByRole('link', { name: 'Rastplatser längs vägen' })).toBeVisible();
});

import { api, connected, expect, newThread, postWith, signIn, test } from './village';

test('a browser that was away while 300 posts came shows each once, in order', async ({ page, context }) => {
	test.setTimeout(120_000);
	const id = await newThread('Borta en stund');
	await page.goto(`/threads/${id}`);
	await connected(page);
	await context.setOffline(true);
	await expect(page.locator('[data-connection="offline"], [data-connection="waiting"]')).toBeVisible({
		timeout: 5_500
	});
	const gunilla = await api('gunilla');
	for (let n = 1; n <= 300; n++)
		await gunilla.post(`/api/threads/${id}/posts`, { text: `Under frånvaron ${n}.` });
	await expect(postWith(page, 'Under frånvaron')).toHaveCount(0);
	await context.setOffline(false);
	await connected(page);
	const button = page.getByRole('button', { name: /nya inlägg/ });
	await expect(async () => {
		if (await button.isVisible()) await button.click();
		expect(await postWith(page, 'Under frånvaron').count()).toBe(300);
	}).toPass({ timeout: 20_000 });
	const words = await postWith(page, 'Under frånvaron').locator('.prose').allTextContents();
	expect(words.map((text) => text.trim())).toEqual(
		Array.from({ length: 300 }, (_, n) => `Under frånvaron ${n + 1}.`)
	);
});

test('what is written without a network survives a reload and is sent exactly once', async ({
	page,
	context
}) => {
	const id = await newThread('Utan nät');
	await signIn(context, 'maja');
	await page.goto(`/threads/${id}`);
	await connected(page);
	// The app itself is reachable from its cache in a real loss; here only the API is cut, so that the page can be reloaded.
	await page.route('**/api/threads/*/posts', (route) =>
		route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue()
	);
	await page.getByLabel('Ditt inlägg').fill('Skrivet i en hytt utan täckning.');
	await page.getByRole('button', { name: 'Skicka' }).click();
	await expect(page.locator('[data-outbox="unknown"]')).toContainText('Skrivet i en hytt utan täckning.');
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('');
	await page.reload();
	await expect(page.locator('[data-outbox]')).toContainText('Skrivet i en hytt utan täckning.');
	await page.unroute('**/api/threads/*/posts');
	await expect(postWith(page, 'Skrivet i en hytt utan täckning.')).toHaveCount(1, { timeout: 45_000 });
	await expect(page.locator('[data-outbox]')).toHaveCount(0);
	const { items } = (await (await page.request.get(`/api/threads/${id}/posts`)).json()) as {
		items: { text: string }[];
	};
	expect(items.filter(({ text }) => text === 'Skrivet i en hytt utan täckning.')).toHaveLength(1);
});

test('an answer that is lost on the way does not make a second post', async ({ page, context }) => {
	const id = await newThread('Förlorat svar');
	await signIn(context, 'maja');
	await page.goto(`/threads/${id}`);
	await connected(page);
	let lost = 0;
	await page.route('**/api/threads/*/posts', async (route) => {
		if (route.request().method() !== 'POST' || lost > 0) return route.continue();
		lost++;
		await route.fetch();
		await route.abort('connectionreset');
	});
	await page.getByLabel('Ditt inlägg').fill('Bara en gång.');
	await page.getByLabel('Ditt inlägg').press('Control+Enter');
	await expect(page.locator('[data-outbox]')).toHaveCount(0, { timeout: 20_000 });
	await expect(postWith(page, 'Bara en gång.')).toHaveCount(1);
	const { items } = (await (await page.request.get(`/api/threads/${id}/posts`)).json()) as {
		items: { text: string }[];
	};
	expect(lost).toBe(1);
	expect(items.filter(({ text }) => text === 'Bara en gång.')).toHaveLength(1);
});

test('two tabs with something to send send each once', async ({ context }) => {
	const id = await newThread('Två flikar');
	await signIn(context, 'maja');
	// A draft that two tabs write at once wanders between them; that is another story.
	await context.route('**/api/drafts/**', (route) => route.abort());
	const pages = await Promise.all([context.newPage(), context.newPage()]);
	await Promise.all(pages.map((page) => page.goto(`/threads/${id}`)));
	await Promise.all(pages.map((page) => connected(page)));
	await Promise.all(
		pages.map(async (page, tab) => {
			for (let n = 1; n <= 5; n++) {
				await page.getByLabel('Ditt inlägg').fill(`Flik ${tab}, inlägg ${n}.`);
				await page.getByLabel('Ditt inlägg').press('Control+Enter');
				await expect(page.getByLabel('Ditt inlägg')).toHaveValue('');
			}
		})
	);
	await expect(async () => {
		const answer = await context.request.get(`/api/threads/${id}/posts`);
		const { items } = (await answer.json()) as { items: { text: string }[] };
		const texts = items.slice(1).map(({ text }) => text);
		expect([...texts].sort()).toEqual(
			[0, 1].flatMap((tab) => [1, 2, 3, 4, 5].map((n) => `Flik ${tab}, inlägg ${n}.`))
		);
		for (const tab of [0, 1])
			expect(texts.filter((text) => text.startsWith(`Flik ${tab}`))).toEqual(
				[1, 2, 3, 4, 5].map((n) => `Flik ${tab}, inlägg ${n}.`)
			);
	}).toPass({ timeout: 15_000 });
});

test('a page whose own code does not come is opened anew, or says that the line is down', async ({
	page
}) => {
	let code = false;
	let server = false;
	await page.goto('/areas', { waitUntil: 'networkidle' });
	await page.route('**/_app/immutable/**', (route) => (code ? route.continue() : route.abort()));
	await page.route('**/livez', (route) => (server ? route.continue() : route.abort()));
	const heading = page.getByRole('heading', { level: 1 });
	await page.getByRole('link', { name: 'Organisationer', exact: true }).click();
	await expect(heading).toHaveText('Vi når inte servern just nu');
	// It comes only to who asks for the whole page.
	server = true;
	page.on('request', (request) => (code ||= request.isNavigationRequest()));
	await page.getByRole('link', { name: 'Workshoppar', exact: true }).click();
	await expect(heading).toHaveText('Workshoppar');
	await expect(page).toHaveURL('/workshops');
});

test('what is live comes a little later where its code did not come at once', async ({ context, page }) => {
	test.setTimeout(60_000);
	await signIn(context, 'jonas');
	let failed = 0;
	// As the page opens the browser asks up to four times; then the page has to try again.
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		const response = await route.fetch();
		const live = (await response.text()).includes('/api/live');
		if (!live || failed === 6) return route.fulfill({ response });
		failed++;
		await route.abort('connectionreset');
	});
	const connecting = page.waitForEvent('websocket', { timeout: 45_000 });
	await page.goto('/organisations');
	expect((await connecting).url()).toMatch(/\/api\/live$/);
	expect(failed).toBe(6);
});

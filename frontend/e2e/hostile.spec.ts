import { api, connected, expect, postWith, signIn, test } from './village';

const canary = 'window.__executed=1';
const hostile = [
	`<script>${canary}</script>`,
	`<img src=x onerror="${canary}">`,
	`<svg onload="${canary}"><a xlink:href="javascript:${canary}">x</a></svg>`,
	`[länk](javascript:${canary})`,
	`[länk](JaVaScRiPt&#58;${canary})`,
	`![bild](https://evil.example/x.png)`,
	`<iframe src="https://evil.example"></iframe>`,
	`<style>@import url(https://evil.example/x.css)</style>`,
	`<form action="https://evil.example"><input autofocus onfocus="${canary}"></form>`,
	`"><img src=x onerror="${canary}">`,
	`{{constructor.constructor('${canary}')()}}`,
	`<math><mtext></form><form><mglyph><style></math><img src=x onerror="${canary}">`,
	`</script><script>${canary}</script>`,
	`<!--><img src=x onerror="${canary}">-->`
];

test('hostile text in every field is shown as text and never runs', async ({ page, context }) => {
	const maja = await api('maja');
	const title = `</title></script><script>${canary}</script><img src=x onerror="${canary}">`;
	const { topic } = await maja.post('/api/areas/upplevelser/threads', {
		title,
		text: hostile.join('\n\n'),
		tags: [`<img src=x onerror=1>`, `"onmouseover="x`]
	});
	const id = topic.slice('thread:'.length);
	for (const text of hostile) await maja.post(`/api/threads/${id}/posts`, { text });
	await signIn(context, 'maja');
	for (const path of ['/', '/areas', '/areas/upplevelser', `/threads/${id}`]) {
		await page.goto(path);
		await expect(page.locator('#app h1').first()).toBeVisible();
	}
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
	await connected(page);
	// Live, through the composer, in an answer, a quotation and an edit.
	for (const text of hostile.slice(0, 4)) {
		await page.getByLabel('Ditt inlägg').fill(`${text} direkt`);
		await page.getByLabel('Ditt inlägg').press('Control+Enter');
		await expect(page.getByLabel('Ditt inlägg')).toHaveValue('');
	}
	await expect(page.locator('[data-outbox]')).toHaveCount(0);
	const last = page.locator('article[id^="p-"]').last();
	await last.locator('summary[aria-label^="Mer om"]').click();
	await last.getByRole('button', { name: 'Citera' }).click();
	await page.getByLabel('Ditt inlägg').press('Control+Enter');
	await expect(page.locator('article[id^="p-"]')).toHaveCount(1 + hostile.length + 4 + 1);
	expect(await page.evaluate(() => (window as { __executed?: number }).__executed)).toBeUndefined();
	expect(await page.locator('.prose :is(script, iframe, style, form, svg, input, img)').count()).toBe(0);
	const links = await page
		.locator('.prose a')
		.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).protocol));
	expect(links.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))).toEqual([]);
});

test('a name without a space stays within a narrow screen', async ({ page, context }) => {
	const name = 'Förstärkningssamordningsansvarigkommunikationsstrateglandsbygdsutvecklare';
	const maja = await api('maja');
	const { member } = (await (await maja.call('GET', '/api/session')).json()) as { member: { name: string } };
	expect((await maja.call('PATCH', '/api/member', { name })).ok).toBe(true);
	try {
		const { topic } = await maja.post('/api/areas/upplevelser/threads', {
			title: 'Smalt',
			text: name + name
		});
		await signIn(context, 'maja');
		await page.setViewportSize({ width: 320, height: 640 });
		for (const path of ['/', '/areas/upplevelser', `/threads/${topic.slice('thread:'.length)}`, '/account']) {
			await page.goto(path);
			await expect(page.locator('#app h1').first()).toBeVisible();
			await expect(page.locator('.skeleton')).toHaveCount(0);
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect([path, wide]).toEqual([path, 0]);
		}
	} finally {
		await maja.call('PATCH', '/api/member', { name: member.name });
	}
});

test('any Unicode comes back as it was typed, or is refused with a reason', async ({ page, context }) => {
	await signIn(context, 'maja');
	const maja = await api('maja');
	const { topic } = await maja.post('/api/areas/upplevelser/threads', { title: 'Tecken', text: 'Hej' });
	const id = topic.slice('thread:'.length);
	await page.goto(`/threads/${id}`);
	await connected(page);
	const text = '  åäö ǩ ʼn ‮bakvänt‬ 🧑‍🌾 e\u0301 \u200b slut  ';
	await page.getByLabel('Ditt inlägg').fill(text);
	await page.getByLabel('Ditt inlägg').press('Control+Enter');
	await expect(postWith(page, 'bakvänt')).toHaveCount(1);
	const { items } = (await (await page.request.get(`/api/threads/${id}/posts`)).json()) as {
		items: { text: string }[];
	};
	expect(items.at(-1)?.text).toBe(text);
	await page.getByLabel('Ditt inlägg').fill('nolla \u0000 här');
	await page.getByLabel('Ditt inlägg').press('Control+Enter');
	const refused = page.locator('[data-outbox="refused"]');
	await expect(refused.or(postWith(page, 'nolla'))).toHaveCount(1);
	await page.getByLabel('Ditt inlägg').fill('x'.repeat(10_001));
	await page.getByLabel('Ditt inlägg').press('Control+Enter');
	await expect(page.getByText('1 tecken för långt').first()).toBeVisible();
	await expect(page.getByLabel('Ditt inlägg')).toHaveValue('x'.repeat(10_001));
});

// The language of a text is guessed, corrected, and translated where the operator has connected a service.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type Page } from '@playwright/test';
import { findings } from './door';
import { startProduct } from './product';
import { account, expect, postWith } from './village';

const site = 'http://127.0.0.1:21437';
let service: Server;
let stop: (() => Promise<void>) | undefined;
let away = false;
const asked: { q: string; source: string; target: string }[] = [];

async function bodyOf(request: IncomingMessage): Promise<string> {
	let body = '';
	for await (const part of request) body += String(part);
	return body;
}

/** A translation service that knows two sentences and speaks LibreTranslate's interface. */
test.beforeAll(async () => {
	service = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const question = JSON.parse(body) as (typeof asked)[number];
			asked.push(question);
			response.writeHead(away ? 503 : 200, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify({ translatedText: question.q.replace(/We need[^<]*/, 'Vi behöver fler leder.') })
			);
		});
	}).listen(0, '127.0.0.1');
	await new Promise((listening) => service.once('listening', listening));
	const { port } = service.address() as AddressInfo;
	stop = await startProduct(site, { KRAFTSAM_TRANSLATE_URL: `http://127.0.0.1:${port}` });
});

test.afterAll(async () => {
	await stop?.();
	service.close();
});

async function signedIn(page: Page, person: 'gunilla' | 'maja'): Promise<void> {
	const { email, password } = await account(person, site);
	const headers = { origin: site };
	expect(
		(await page.request.post(`${site}/api/session`, { data: { email, password }, headers })).status()
	).toBe(200);
}

/** A thread in Swedish with an answer in English whose language nobody has named. */
async function talk(page: Page): Promise<{ thread: string; post: string }> {
	await signedIn(page, 'gunilla');
	const send = async (path: string, data: object) => {
		const headers = { origin: site, 'idempotency-key': crypto.randomUUID() };
		const answer = await page.request.post(site + path, { data, headers });
		expect(answer.status()).toBe(201);
		return (await answer.json()) as { id: string };
	};
	const thread = await send('/api/areas/upplevelser/threads', {
		title: 'Leder i fjällen',
		text: 'Vad behövs för att fler ska vandra hos oss?',
		lang: 'sv'
	});
	const post = await send(`/api/threads/${thread.id}/posts`, {
		text: 'We need more trails that start where the train stops.'
	});
	return { thread: thread.id, post: post.id };
}

for (const device of [
	{ name: 'desktop', viewport: { width: 1280, height: 800 } },
	{ name: 'phone', viewport: { width: 390, height: 844 } }
]) {
	test.describe(device.name, () => {
		test.use({ viewport: device.viewport, locale: 'sv-SE' });

		test('a post in another language is translated on demand, and its original is one press away', async ({
			page
		}) => {
			away = false;
			const { thread } = await talk(page);
			await page.goto(`${site}/threads/${thread}`);
			const post = postWith(page, 'trails');
			await expect(post.locator('.prose')).toHaveAttribute('lang', 'en');
			const translate = post.getByRole('button', { name: 'Översätt till svenska' });
			await translate.focus();
			await page.keyboard.press('Enter');
			const translated = page.locator('article').filter({ hasText: 'Vi behöver fler leder.' });
			await expect(translated.locator('.prose')).toHaveAttribute('lang', 'sv');
			await expect(translated).toContainText('Maskinöversatt från engelska');
			expect(await findings(page)).toEqual([]);
			await translated.getByRole('button', { name: 'Visa originalet' }).click();
			await expect(postWith(page, 'trails').locator('.prose')).toHaveAttribute('lang', 'en');
			expect(asked.at(-1)).toMatchObject({ source: 'en', target: 'sv' });
			await expect(page.getByRole('button', { name: /Översätt rubriken/ })).toHaveCount(0);
		});
	});
}

test('while the service is away the reader is told, and the original stays', async ({ page }) => {
	const { thread } = await talk(page);
	away = true;
	await page.goto(`${site}/threads/${thread}`);
	await postWith(page, 'trails').getByRole('button', { name: 'Översätt till svenska' }).click();
	await expect(
		page.getByRole('status').filter({ hasText: 'Översättningstjänsten svarar inte' })
	).toBeVisible();
	await expect(postWith(page, 'We need more trails')).toHaveCount(1);
});

test.describe('in English', () => {
	test.use({ locale: 'en-GB' });

	test('a facilitator corrects the language of a post, and everyone reads it as such', async ({
		page,
		browser
	}) => {
		away = false;
		await page.addInitScript(() => {
			if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', 'en');
		});
		const { thread } = await talk(page);
		const other = await (await browser.newContext({ locale: 'en-GB' })).newPage();
		await other.goto(`${site}/threads/${thread}`);
		await other.locator('[data-connection="open"]').waitFor();
		await page.goto(`${site}/threads/${thread}`);
		const post = postWith(page, 'trails');
		await post.locator('summary').click();
		await post.getByRole('button', { name: 'Correct the language' }).click();
		const dialog = page.getByRole('dialog', { name: 'Which language is the post in?' });
		await dialog.getByLabel('Language').selectOption('sma');
		expect(await findings(page)).toEqual([]);
		await dialog.getByRole('button', { name: 'Save the language' }).click();
		await expect(postWith(other, 'trails').locator('.prose')).toHaveAttribute('lang', 'sma');
		await expect(page.getByRole('button', { name: 'Translate the title into English' })).toBeVisible();
		await other.context().close();
	});
});

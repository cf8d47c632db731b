// What every story needs: people of the demonstration, browsers on either node, and a watch over what pages do.
import {
	test as base,
	chromium,
	expect,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page
} from '@playwright/test';
import { started } from './chromium';

export { expect };

export const address = process.env.E2E_URL ?? '';

/** The ports of the nodes; one when the product runs alone. */
export const nodes = (process.env.E2E_NODE_PORTS ?? new URL(address).port).split(',').map(Number);

export interface Account {
	email: string;
	password: string;
	name: string;
	role: string;
}

const roles = {
	maja: 'medlem@demo.example',
	gunilla: 'processledare@demo.example',
	tomas: 'moderator@demo.example',
	inger: 'admin@demo.example',
	jonas: 'foretagare@demo.example'
};

export type Person = keyof typeof roles;

const accounts = new Map<string, Account[]>();

/** The account of a person of the demonstration. */
export async function account(person: Person, site = address): Promise<Account> {
	const there =
		accounts.get(site) ??
		((await (await fetch(`${site}/api/demo/accounts`)).json()) as { items: Account[] }).items;
	accounts.set(site, there);
	const found = there.find(({ email }) => email === roles[person]);
	if (!found) throw new Error(`the demonstration has no ${roles[person]}`);
	return found;
}

/** Signs a browser in without its sign-in page. */
export async function signIn(context: BrowserContext, person: Person, site = address): Promise<Account> {
	const found = await account(person, site);
	const { email, password } = found;
	const answer = await context.request.post(`${site}/api/session`, {
		data: { email, password },
		headers: { origin: site }
	});
	expect(answer.status()).toBe(200);
	return found;
}

/** The API as a program uses it, for one person. */
export interface Api {
	post(path: string, body: object): Promise<{ id: string; topic: string; seq: number; version: number }>;
	call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Response>;
}

const apis = new Map<string, Promise<Api>>();

/** The API for a person, by a token of theirs. */
export function api(person: Person, site = address): Promise<Api> {
	const key = `${person} ${site}`;
	const made = apis.get(key) ?? makeApi(person, site);
	apis.set(key, made);
	return made;
}

async function makeApi(person: Person, site: string): Promise<Api> {
	const { email, password } = await account(person, site);
	const json = { 'content-type': 'application/json', origin: site };
	const signedIn = await fetch(`${site}/api/session`, {
		method: 'POST',
		headers: json,
		body: JSON.stringify({ email, password })
	});
	const cookie = signedIn.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	const made = await fetch(`${site}/api/tokens`, {
		method: 'POST',
		headers: { ...json, cookie },
		body: JSON.stringify({ name: `berättelser ${Date.now()}` })
	});
	const { token } = (await made.json()) as { token: string };
	const call: Api['call'] = (method, path, body, headers = {}) =>
		fetch(site + path, {
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
			body: body && JSON.stringify(body)
		});
	return {
		call,
		async post(path, body) {
			const answer = await call('POST', path, body, { 'idempotency-key': crypto.randomUUID() });
			if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
			return (await answer.json()) as Awaited<ReturnType<Api['post']>>;
		}
	};
}

/** A new thread in a public area. */
export async function newThread(
	title: string,
	text = 'Vad tänker ni?',
	area = 'upplevelser'
): Promise<string> {
	const { topic } = await (await api('gunilla')).post(`/api/areas/${area}/threads`, { title, text });
	return topic.slice('thread:'.length);
}

/** A browser whose requests to the site go to the node of this number. */
export function browserOn(node: number, site = address, ports = nodes): Promise<Browser> {
	const port = ports[node % ports.length];
	return chromium.launch(started(`--host-resolver-rules=MAP ${new URL(site).host} 127.0.0.1:${port}`));
}

/** Presses Tab until the element has the focus, backwards where it stands before, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
	for (let presses = 0; presses < 150; presses++) {
		const key = await target.evaluate((element) => {
			const at = document.activeElement ?? document.body;
			if (at === element) return undefined;
			const after = element.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
			return after ? 'Shift+Tab' : 'Tab';
		});
		if (!key) return;
		await page.keyboard.press(key);
	}
	throw new Error(`Tab does not lead to ${String(target)}`);
}

/** Leads the keyboard to a button or link, and presses it. */
export async function openByKeys(page: Page, target: Locator): Promise<void> {
	await expect(target).toBeVisible();
	await tabTo(page, target);
	await page.keyboard.press('Enter');
}

/** Waits until what happens reaches the page by itself. */
export async function connected(page: Page): Promise<void> {
	await expect(page.locator('[data-connection="open"]')).toBeAttached();
}

/** The post with these words on a page. */
export const postWith = (page: Page, text: string) =>
	page.locator('article[id^="p-"]').filter({ hasText: text });

/** Whatever a page may never do, over all pages of a context. */
export function watch(context: BrowserContext, site = address): { faults: string[] } {
	const faults: string[] = [];
	const { host } = new URL(site);
	context.on('request', (request) => {
		const url = new URL(request.url());
		const own = url.host === host || ['data:', 'blob:'].includes(url.protocol);
		if (!own) faults.push(`asked for ${request.url()}`);
	});
	context.on('dialog', (dialog) => {
		faults.push(`opened a dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	context.on('weberror', (error) => faults.push(`threw ${error.error().stack || error.error()}`));
	context.on('console', (message) => {
		if (/Content Security Policy|Trusted ?Type/i.test(message.text())) faults.push(message.text());
	});
	return { faults };
}

/** A test whose pages are watched: no foreign request, no dialog, no error, no breach of the content policy. */
export const test = base.extend<{ watched: void }>({
	watched: [
		async ({ context }, use) => {
			const { faults } = watch(context);
			await use();
			expect(faults).toEqual([]);
		},
		{ auto: true }
	]
});

/**
 * Themes and languages to look at every page in, each of them once. How a page looks is not the database's doing, so one set-up is
 * enough: where the stories are spread it is that which tells the story.
 */
export const looks: { theme: 'light' | 'dark'; lang: 'sv' | 'en' }[] =
	nodes.length > 1 && !process.env.E2E_SPREAD
		? []
		: [
				{ theme: 'light', lang: 'sv' },
				{ theme: 'dark', lang: 'en' }
			];

// What every story needs: people of the demonstration, browsers on either node, and a watch over what pages do.
import {
	test as base,
	chromium,
	expect,
	type Browser,
	type BrowserContext,
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
export async function signIn(context: BrowserContext, person: Person): Promise<Account> {
	const found = await account(person);
	const { email, password } = found;
	const answer = await context.request.post(`${address}/api/session`, {
		data: { email, password },
		headers: { origin: address }
	});
	expect(answer.status()).toBe(200);
	return found;
}

/** The API as a program uses it, for one person. */
export interface Api {
	post(path: string, body: object): Promise<{ id: string; topic: string; seq: number; version: number }>;
	call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Response>;
}

const apis = new Map<Person, Promise<Api>>();

/** The API for a person, by a token of theirs. */
export function api(person: Person): Promise<Api> {
	const made = apis.get(person) ?? makeApi(person);
	apis.set(person, made);
	return made;
}

async function makeApi(person: Person): Promise<Api> {
	const { email, password } = await account(person);
	const json = { 'content-type': 'application/json', origin: address };
	const signedIn = await fetch(`${address}/api/session`, {
		method: 'POST',
		headers: json,
		body: JSON.stringify({ email, password })
	});
	const cookie = signedIn.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	const made = await fetch(`${address}/api/tokens`, {
		method: 'POST',
		headers: { ...json, cookie },
		body: JSON.stringify({ name: `berättelser ${Date.now()}` })
	});
	const { token } = (await made.json()) as { token: string };
	const call: Api['call'] = (method, path, body, headers = {}) =>
		fetch(address + path, {
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
export function browserOn(node: number): Promise<Browser> {
	const port = nodes[node % nodes.length];
	return chromium.launch(started(`--host-resolver-rules=MAP ${new URL(address).host} 127.0.0.1:${port}`));
}

/** Waits until what happens reaches the page by itself. */
export async function connected(page: Page): Promise<void> {
	await expect(page.locator('[data-connection="open"]')).toBeVisible();
}

/** The post with these words on a page. */
export const postWith = (page: Page, text: string) =>
	page.locator('article[id^="p-"]').filter({ hasText: text });

/** Whatever a page may never do, over all pages of a context. */
export function watch(context: BrowserContext): { faults: string[] } {
	const faults: string[] = [];
	const site = new URL(address).host;
	context.on('request', (request) => {
		const url = new URL(request.url());
		const own = url.host === site || ['data:', 'blob:'].includes(url.protocol);
		if (!own) faults.push(`asked for ${request.url()}`);
	});
	context.on('dialog', (dialog) => {
		faults.push(`opened a dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	context.on('weberror', (error) => faults.push(`threw ${error.error().stack}`));
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
 * enough.
 */
export const looks: { theme: 'light' | 'dark'; lang: 'sv' | 'en' }[] =
	nodes.length > 1
		? []
		: [
				{ theme: 'light', lang: 'sv' },
				{ theme: 'dark', lang: 'en' }
			];

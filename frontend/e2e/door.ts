// What the stories of the door need: newcomers, their letters, and invitations.
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { account, address, expect, type Person } from './village';

export const password = 'ett riktigt långt lösenord';

let newcomers = 0;

/** An address that nobody has. */
export const freshAddress = (): string => `ny-${Date.now()}-${newcomers++}@demo.example`;

/** Another browser, whose member comes in by the API. */
export async function browserOf(
	browser: Browser,
	email: string,
	site = address,
	options: BrowserContextOptions = {}
): Promise<Page> {
	const context = await browser.newContext({ locale: 'sv-SE', baseURL: site, ...options });
	const data = { email, password };
	const answer = await context.request.post('/api/session', { data, headers: { origin: site } });
	expect(answer.status()).toBe(200);
	return context.newPage();
}

/** A new member; their browser is not signed in. */
export async function newcomer(page: Page, site = address): Promise<string> {
	const email = freshAddress();
	const data = { name: 'Nya Demosson', email, password };
	const answer = await page.request.post('/api/registrations', { data, headers: { origin: site } });
	expect(answer.ok()).toBe(true);
	return email;
}

/** The link in the newest letter to somebody that leads to `path`, as the demonstration's page of mails shows it. */
export async function letterLink(page: Page, email: string, path: string): Promise<string> {
	await page.goto('/demo/mails');
	const letter = page.locator('article').filter({ hasText: email }).filter({ hasText: path }).first();
	await expect(letter).toBeVisible();
	const link = /https?:\/\/\S+/.exec((await letter.locator('pre').textContent()) ?? '')?.[0];
	expect(link).toContain(path);
	return link ?? '';
}

/** The link of a new invitation to an area. */
export async function invitation(
	browser: Browser,
	area = 'demo-sluten',
	by: Person = 'inger',
	body: object = {}
): Promise<string> {
	const context = await browser.newContext({ baseURL: address });
	const { email, password } = await account(by);
	const headers = { origin: address };
	await context.request.post('/api/session', { data: { email, password }, headers });
	const answer = await context.request.post(`/api/areas/${area}/invitations`, { data: body, headers });
	expect(answer.status()).toBe(201);
	const { link } = (await answer.json()) as { link: string };
	await context.close();
	return link;
}

/**
 * What axe finds wrong on the page as it stands. It has no frames, so axe needs no page of its own to gather what it found in
 * each; and what it found to be right is not asked for.
 */
export async function findings(page: Page, within?: string, rules?: string[]): Promise<string[]> {
	await expect(page.locator('#app h1').first()).toBeVisible();
	await expect(page.locator('.skeleton')).toHaveCount(0);
	// The state in the middle of a fade is nobody's. It is asked again and again, as an animation may be taken away with what it
	// moved, and then never says that it has finished.
	await expect
		.poll(() =>
			page.evaluate(() => document.getAnimations().some(({ playState }) => playState === 'running'))
		)
		.toBe(false);
	const axe = new AxeBuilder({ page }).setLegacyMode().options({
		resultTypes: ['violations'],
		runOnly: rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
	});
	if (within) axe.include(within);
	const { violations } = await axe.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`)
	);
}

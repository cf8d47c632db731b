import type { APIRequestContext, Page } from '@playwright/test';
import { findings } from './door';
import { address, api, expect, looks, signIn, test } from './village';

const own = { origin: address };
const why = 'Berättelsen behöver det.';

/** Who may make an account from now on, as an administrator who has just signed in says it. */
async function registration(request: APIRequestContext, mode: 'open' | 'approval'): Promise<void> {
	const answer = await request.patch(`${address}/api/administration/settings`, {
		data: { registration: mode, reason: why },
		headers: own
	});
	expect(answer.status()).toBe(200);
}

/** Somebody new, who is nobody's browser. */
async function register(name: string): Promise<void> {
	const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${Date.now()}@ny.example`;
	const answer = await fetch(`${address}/api/registrations`, {
		method: 'POST',
		headers: { ...own, 'content-type': 'application/json' },
		body: JSON.stringify({ email, name, password: 'tre koppar kaffe till fika' })
	});
	expect(answer.ok).toBe(true);
}

/** The row of a list that is about this. */
const row = (page: Page, name: string) =>
	page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function giveReason(page: Page, confirm: string): Promise<void> {
	const dialog = page.getByRole('dialog').filter({ visible: true });
	await dialog.getByLabel('Varför?').fill(why);
	await dialog.getByRole('button', { name: confirm, exact: true }).click();
	await expect(dialog).toHaveCount(0);
}

test.describe('the lists of an administrator', () => {
	test.beforeEach(async ({ context }) => {
		await signIn(context, 'inger');
	});

	test('people come to the list by themselves, and are let in or turned away', async ({ page, context }) => {
		await registration(context.request, 'approval');
		try {
			await page.goto('/administration');
			await expect(page.getByRole('heading', { level: 1, name: 'Väntar på beslut' })).toBeVisible();
			await register('Vera Väntar');
			await register('Bo Bluff');
			await expect(row(page, 'Vera Väntar')).toBeVisible();
			await page.getByRole('button', { name: 'Släpp in Vera Väntar' }).click();
			await expect(row(page, 'Vera Väntar')).toHaveCount(0);
			await expect(page.getByRole('heading', { name: /^Människor/ })).toBeFocused();
			await page.getByRole('button', { name: 'Avvisa Bo Bluff' }).click();
			await giveReason(page, 'Avvisa');
			await expect(row(page, 'Bo Bluff')).toHaveCount(0);
			await page.getByRole('link', { name: 'Logg', exact: true }).click();
			const refused = page.getByRole('listitem').filter({ hasText: 'avvisade' }).first();
			await expect(refused).toContainText(why);
		} finally {
			await registration(context.request, 'open');
		}
	});

	test('a proposed organisation is merged with the one that it is', async ({ page }) => {
		const jonas = await api('jonas');
		const list = await jonas.call('GET', '/api/organisations?limit=200');
		const { items } = (await list.json()) as { items: { name: string; demo: boolean; kind: string }[] };
		const known = items.find(({ demo, kind }) => demo && kind === 'company');
		const name = `${known?.name} AB`;
		const proposal = { name, kind: 'company', sector: 'business', level: 'local' };
		const proposed = await jonas.call('POST', '/api/representations', { proposal });
		expect(proposed.status).toBe(201);
		await page.goto('/administration');
		const waiting = page.getByRole('region', { name: /^Organisationer/ });
		await expect(waiting).toContainText('Heter nästan likadant i katalogen');
		await waiting.getByRole('button', { name: `Slå ihop med ${known?.name}`, exact: true }).click();
		await giveReason(page, 'Slå ihop');
		await expect(waiting.getByRole('heading', { name, exact: true })).toHaveCount(0);
	});

	test('a role is given and taken, an account is shut and opened', async ({ page }) => {
		await page.goto('/administration/members');
		await page.getByLabel('Sök på namn eller e-postadress').fill('medlem@demo');
		await expect(page.getByText('1 medlem', { exact: true })).toBeVisible();
		await page.getByRole('button', { name: /^Ge .* en roll$/ }).click();
		const dialog = page.getByRole('dialog').filter({ visible: true });
		await dialog.getByLabel('Område').selectOption('upplevelser');
		await giveReason(page, 'Ge en roll');
		const take = page.getByRole('button', { name: /^Ta rollen samtalsledare/ });
		await expect(take).toBeVisible();
		await take.click();
		await giveReason(page, 'Ta rollen');
		await expect(take).toHaveCount(0);
		await page.getByRole('button', { name: /^Stäng av/ }).click();
		await giveReason(page, 'Stäng av');
		await expect(page.getByText('Avstängt', { exact: true }).last()).toBeVisible();
		await page.getByRole('button', { name: /^Öppna kontot/ }).click();
		await giveReason(page, 'Öppna igen');
		await expect(page.getByRole('button', { name: /^Stäng av/ })).toBeVisible();
	});

	test('an area is made, and gets a sub-area', async ({ page }) => {
		const slug = `prov-${Date.now()}`;
		await page.goto('/administration/areas');
		await page.getByText('Skapa ett område', { exact: true }).first().click();
		await page.getByLabel('Namn på svenska').fill('Prov');
		await page.getByLabel('Namn på engelska').fill('Trial');
		await page.getByLabel('Adress', { exact: true }).fill(slug);
		await page.getByLabel('Sista dagen').fill('2999-12-31');
		await page.getByText('Bara för inbjudna', { exact: false }).last().click();
		await page.getByRole('button', { name: 'Skapa ett område' }).click();
		await expect(page).toHaveURL(`/administration/areas/${slug}`);
		await page.getByText('Lägg till ett delområde').click();
		const form = page.getByRole('region', { name: 'Delområden' });
		await form.getByLabel('Namn på svenska').fill('Första delen');
		await form.getByLabel('Namn på engelska').fill('First part');
		await form.getByRole('button', { name: 'Spara' }).click();
		await expect(form.getByText(/^Första delen \(från /)).toBeVisible();
	});
});

test('a facilitator invites to their area by a link that is shown once', async ({ page, context }) => {
	await signIn(context, 'gunilla');
	const { member } = (await (await page.request.get('/api/session')).json()) as {
		member: { roles: { role: string; area?: string }[] };
	};
	const area = member.roles.find(({ role }) => role === 'facilitator')?.area;
	await page.goto(`/areas/${area}`);
	await page.getByRole('link', { name: 'Medlemmar och inbjudningar' }).click();
	await page.getByLabel('För hur många?').fill('5');
	await page.getByLabel('Hälsning').fill('Välkomna till provet');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Länk till inbjudan')).toHaveValue(/\/join#token=/);
	const made = row(page, 'Välkomna till provet').first();
	await expect(made).toContainText('0 av 5 har använt den, 5 kvar');
	await made.getByRole('button', { name: 'Avsluta' }).click();
	await expect(made).toContainText('gäller inte längre');
	await page.reload();
	await expect(page.getByLabel('Länk till inbjudan')).toHaveCount(0);
});

test('a member who is no administrator finds only their own part', async ({ page, context }) => {
	await signIn(context, 'maja');
	await page.goto('/administration');
	await expect(page.getByRole('heading', { name: /^Begäran till dina organisationer/ })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
	await page.goto('/administration/members');
	await expect(page.getByRole('heading', { level: 1, name: 'Du behöver logga in' })).toBeVisible();
});

/** The pages that nobody else's story looks at with axe. */
const pages = [
	'/administration',
	'/administration/members',
	'/administration/areas',
	'/administration/areas/upplevelser',
	'/administration/settings',
	'/administration/jobs',
	'/administration/audit',
	'/areas/upplevelser/members'
];

for (const { theme, lang } of looks) {
	test.describe(`${theme}, ${lang}`, () => {
		test.use({ colorScheme: theme });

		test('every page is free of what axe finds', async ({ page, context }) => {
			test.setTimeout(300_000);
			await signIn(context, 'inger');
			await context.addInitScript((chosen) => {
				// axe opens an empty page of its own, which has no storage.
				if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', chosen);
			}, lang);
			const found: Record<string, string[]> = {};
			for (const path of pages) {
				await page.goto(path);
				const faults = await findings(page);
				if (faults.length > 0) found[path] = faults;
			}
			expect(found).toEqual({});
		});
	});
}

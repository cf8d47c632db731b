// Passkeys and the other party need a site of their own: passkeys belong to a name, and the other party is a setting.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect, type Page } from '@playwright/test';
import { freshAddress, letterLink, newcomer, password } from './door';
import { startProduct } from './product';

interface Site {
	url: string;
	stop: () => Promise<void>;
}

const test = base.extend<object, { site: Site }>({
	site: [
		async ({ browserName }, use) => {
			void browserName;
			const site = await startSite();
			await use(site);
			await site.stop();
		},
		{ scope: 'worker', timeout: 300_000 }
	],
	baseURL: async ({ site }, use) => use(site.url)
});

function freePort(): Promise<number> {
	return new Promise((done) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => done(typeof address === 'object' && address ? address.port : 0));
		});
	});
}

/** The other party, and a site that knows it and counts tries. */
async function startSite(): Promise<Site> {
	const room = mkdtempSync(join(tmpdir(), 'kraftsam-other-'));
	const binary = join(room, 'oidcstub');
	const built = spawnSync('go', ['build', '-o', binary, './app/apptest/oidcstub/cmd'], {
		cwd: resolve(import.meta.dirname, '../..'),
		encoding: 'utf8'
	});
	if (built.status !== 0) throw new Error(built.stderr || built.error?.message);
	const url = `http://localhost:${await freePort()}`;
	const other = spawn(binary, ['-redirect', `${url}/auth/oidc/callback`], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const stop = await startProduct(url, {
		KRAFTSAM_RATE_LIMITS: 'on',
		KRAFTSAM_OIDC_ISSUER: await firstLine(other),
		KRAFTSAM_OIDC_CLIENT_ID: 'kraftsam',
		KRAFTSAM_OIDC_CLIENT_SECRET: 'secret',
		KRAFTSAM_OIDC_NAME: 'Länsnyckeln'
	});
	return {
		url,
		stop: async () => {
			await stop();
			other.kill();
			rmSync(room, { recursive: true, force: true });
		}
	};
}

async function firstLine(process: ChildProcess): Promise<string> {
	if (!process.stdout) throw new Error('the other party says nothing');
	for await (const line of createInterface({ input: process.stdout })) return line;
	throw new Error('the other party did not start');
}

const press = (page: Page, name: string | RegExp) =>
	page
		.locator('main')
		.getByRole('button', { name, exact: typeof name === 'string' })
		.click();

/** An authenticator that says yes while its owner is there, as a phone that is looked at. */
async function withAuthenticator(page: Page): Promise<(there: boolean) => Promise<void>> {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('WebAuthn.enable');
	const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	return async (enabled) => {
		await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
	};
}

/** Signs in with the passkey by the button, not by what the browser offers in the address field. */
async function signInByButton(page: Page, owner: (there: boolean) => Promise<void>): Promise<void> {
	await page.context().clearCookies();
	await owner(false);
	const options = '**/api/passkeys/session/options';
	const offered = page.waitForResponse(options);
	await page.goto('/sign-in');
	await offered;
	// The press ends the offer; from then on the owner may be there.
	await page.route(options, async (route) => {
		await owner(true);
		await route.continue();
	});
	await press(page, 'Logga in med lösennyckel');
	await page.waitForResponse('**/api/session/passkey');
	await page.unroute(options);
}

async function confirmedNewcomer(page: Page, site: Site): Promise<string> {
	const email = await newcomer(page, site.url);
	await page.goto(await letterLink(page, email, '/confirm?token='));
	await press(page, 'Ja, adressen är min');
	await expect(page.getByText('Adressen är bekräftad')).toBeVisible();
	return email;
}

async function signInByHand(page: Page, email: string, word = password): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('E-postadress').fill(email);
	await page.getByLabel('Lösenord', { exact: true }).fill(word);
	await press(page, 'Logga in');
}

const isIn = (page: Page, name = 'Nya Demosson') =>
	expect(page.getByText(name).filter({ visible: true }).first()).toBeVisible();

test('a passkey is made, named, signs in, proves who sits there, and is removed', async ({ page, site }) => {
	const owner = await withAuthenticator(page);
	const email = await confirmedNewcomer(page, site);
	await signInByHand(page, email);
	await isIn(page);
	await page.goto('/account');
	await page.getByText('Lägg till en lösennyckel').click();
	await page.getByLabel('Vad ska den heta?').fill('Min telefon');
	await press(page, 'Skapa lösennyckeln');
	await expect(page.getByText('Lösennyckeln är skapad.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Ta bort lösennyckeln Min telefon' })).toBeVisible();

	await signInByButton(page, owner);
	await isIn(page);

	// What the browser offers in the address field is chosen: no button is pressed.
	await page.context().clearCookies();
	await page.goto('/sign-in?next=/areas');
	await expect(page).toHaveURL(/\/areas$/);
	await isIn(page);

	await page.goto('/account');
	await press(page, 'Ta bort lösennyckeln Min telefon');
	await expect(page.getByText('Du har inga lösennycklar.')).toBeVisible();
});

test('a passkey that no account knows is told in words', async ({ page, site }) => {
	const owner = await withAuthenticator(page);
	const email = await confirmedNewcomer(page, site);
	await signInByHand(page, email);
	await isIn(page);
	await page.goto('/account');
	await page.getByText('Lägg till en lösennyckel').click();
	await page.getByLabel('Vad ska den heta?').fill('Glömd');
	await press(page, 'Skapa lösennyckeln');
	await press(page, 'Ta bort lösennyckeln Glömd');
	await expect(page.getByText('Du har inga lösennycklar.')).toBeVisible();
	await signInByButton(page, owner);
	await expect(page.getByRole('alert')).toContainText('Inget konto här känner till den lösennyckeln');
});

/** Says to the other party who one is. */
async function beAtTheOther(page: Page, email: string, how: { verified?: boolean; refuse?: boolean } = {}) {
	await page.getByLabel('Subject').fill(`s-${email}`);
	await page.getByLabel('Email').fill(email);
	await page.getByLabel('Name').fill('Ella Exempel');
	if (how.verified === false) await page.getByLabel('The address is checked').uncheck();
	await page.getByRole('button', { name: how.refuse ? 'Refuse' : 'Sign in' }).click();
}

test('through the other party: an account after consent, and straight in the next time', async ({ page }) => {
	const email = freshAddress();
	await page.goto('/sign-in?next=/areas');
	await page.getByRole('link', { name: 'Logga in med Länsnyckeln' }).click();
	await beAtTheOther(page, email);
	await expect(page.getByText('Den har inget konto här ännu')).toBeVisible();
	await expect(page.getByLabel('Namn', { exact: true })).toHaveValue('Ella Exempel');
	await page.getByLabel(/Ja, skapa ett konto/).check();
	await press(page, 'Skapa konto');
	await expect(page).toHaveURL(/\/areas$/);
	await isIn(page, 'Ella Exempel');

	await page.context().clearCookies();
	await page.goto('/sign-in?next=/areas');
	await page.getByRole('link', { name: 'Logga in med Länsnyckeln' }).click();
	await beAtTheOther(page, email);
	await expect(page).toHaveURL(/\/areas$/);
	await isIn(page, 'Ella Exempel');

	await page.goto('/account');
	await press(page, /^Koppla från /);
	await expect(page.getByText('Ingen annan tjänst är kopplad.')).toBeVisible();
});

test('an account with the same address is connected only by its password and a yes', async ({
	page,
	site
}) => {
	const email = await confirmedNewcomer(page, site);
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Logga in med Länsnyckeln' }).click();
	await beAtTheOther(page, email);
	await expect(page.getByRole('heading', { name: 'Koppla Länsnyckeln till ditt konto' })).toBeVisible();
	await page.getByLabel('Lösenord', { exact: true }).fill('fel lösenord här');
	await page.getByLabel(/Ja, den som loggar in/).check();
	await press(page, 'Koppla ihop');
	await expect(page.getByText('Lösenordet stämmer inte')).toBeVisible();
	await page.getByLabel('Lösenord', { exact: true }).fill(password);
	await press(page, 'Koppla ihop');
	await isIn(page);
	await page.goto('/account');
	await expect(page.getByRole('button', { name: /^Koppla från / })).toBeVisible();
});

test('what the other party refuses or has not checked is told in words', async ({ page }) => {
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Logga in med Länsnyckeln' }).click();
	await beAtTheOther(page, freshAddress(), { refuse: true });
	await expect(page.getByRole('alert')).toContainText('avbröts');
	await page.getByRole('link', { name: 'Logga in med Länsnyckeln' }).click();
	await beAtTheOther(page, freshAddress(), { verified: false });
	await expect(page.getByRole('alert')).toContainText('inte kontrollerat att e-postadressen är din');
});

test('too many tries: how long to wait, and ways in that never close', async ({ page, site }) => {
	const email = await newcomer(page, site.url);
	for (let tries = 0; tries < 6; tries++) {
		await page.request.post('/api/session', {
			data: { email, password: `fel lösenord ${tries}` },
			headers: { origin: site.url }
		});
	}
	await signInByHand(page, email);
	await expect(page.getByRole('alert')).toContainText(/Vänta \d+ (sekunder|minut)/);
	await expect(page.getByRole('button', { name: 'Skicka en inloggningslänk' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Logga in med lösennyckel' })).toBeVisible();
});

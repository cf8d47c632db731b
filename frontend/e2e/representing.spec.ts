import type { Page } from '@playwright/test';
import { browserOf, findings, letterLink, newcomer } from './door';
import { account, expect, signIn, test } from './village';

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const press = (page: Page, name: string) =>
	page.locator('main').getByRole('button', { name, exact: true }).click();

test('a colleague is asked to take over, says yes, and the one who asked has stopped', async ({
	page,
	context,
	browser
}) => {
	const email = await newcomer(page);
	const { name } = await signIn(context, 'jonas');
	const { items } = (await (await page.request.get('/api/representations')).json()) as {
		items: { organisation: { name: string } }[];
	};
	const organisation = items[0]!.organisation.name;
	await page.goto('/account');
	await press(page, `Lämna över ${organisation} till en kollega`);
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Kollegans e-postadress').fill('ingen-alls@demo.example');
	await dialog.getByRole('button', { name: 'Fråga kollegan' }).click();
	await expect(dialog.getByText('Ingen aktiv medlem har den adressen')).toBeVisible();
	await dialog.getByLabel('Kollegans e-postadress').fill(email);
	expect(await findings(page)).toEqual([]);
	await dialog.getByLabel('Kollegans e-postadress').press('Enter');
	await expect(page.getByText(`Frågan är skickad till ${email}.`)).toBeVisible();

	const colleague = await browserOf(browser, email);
	await colleague.goto('/account#representations');
	await expect(colleague.getByText(`${name} ber dig ta över.`)).toBeVisible();
	expect(await findings(colleague)).toEqual([]);
	await press(colleague, `Tacka ja till att företräda ${organisation}`);
	await expect(colleague.getByText(`Du företräder nu ${organisation}.`)).toBeVisible();
	await page.reload();
	await expect(page.getByRole('button', { name: `Lämna över ${organisation}` })).toHaveCount(0);

	// And back, so that the next story finds the demonstration as it was.
	await press(colleague, `Lämna över ${organisation} till en kollega`);
	await colleague
		.getByRole('dialog')
		.getByLabel('Kollegans e-postadress')
		.fill((await account('jonas')).email);
	await colleague.getByRole('dialog').getByRole('button', { name: 'Fråga kollegan' }).click();
	await expect(colleague.getByText('Frågan är skickad till')).toBeVisible();
	await page.goto(await letterLink(page, (await account('jonas')).email, '/account#representations'));
	await press(page, `Tacka ja till att företräda ${organisation}`);
	await expect(page.getByText(`Du företräder nu ${organisation}.`)).toBeVisible();
});

test('an organisation that the directory lacks is proposed', async ({ page, context }) => {
	await signIn(context, 'maja');
	await page.goto('/organisations');
	await page.getByText('Föreslå en organisation').click();
	const name = `Demo Ny förening ${Date.now()}`;
	await field(page, 'Organisationens namn').fill(name);
	await field(page, 'Slag').selectOption('union');
	await expect(page.getByText('kan säga något om din bakgrund')).toBeVisible();
	await field(page, 'Slag').selectOption('association');
	await expect(page.getByText('kan säga något om din bakgrund')).toBeHidden();
	expect(await findings(page)).toEqual([]);
	await press(page, 'Föreslå och begär att få företräda');
	await expect(page.getByText('Förslaget är skickat.')).toBeVisible();
	await page.getByRole('link', { name: 'Se dina begäranden' }).click();
	await expect(page.getByRole('link', { name })).toBeVisible();
	await press(page, 'Ta tillbaka begäran');
});

test('a newcomer proposes their own organisation while signing up', async ({ page }) => {
	await page.goto('/sign-up');
	await press(page, 'Föreslå en organisation');
	await field(page, 'Namn').fill('Nya Demosson');
	await field(page, 'E-postadress').fill(`ny-${Date.now()}@demo.example`);
	await field(page, 'Lösenord').fill('ett riktigt långt lösenord');
	await field(page, 'Organisationens namn').fill('Demo Vandra AB');
	await field(page, 'Slag').selectOption('company');
	await press(page, 'Skapa konto');
	await expect(page.getByText(/att få företräda Demo Vandra AB väntar/)).toBeVisible();
});

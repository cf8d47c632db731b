import type { Locator, Page } from '@playwright/test';
import { findings } from './door';
import { address, browserOn, connected, expect, newThread, signIn, test, watch } from './village';

/** What it may take from a thread to a workshop that runs. */
const CLICKS = 15;

const clean = async (page: Page) => expect(await findings(page)).toEqual([]);

test('a workshop is planned from a template in a thread, changed, invited to, and answered', async () => {
	const id = await newThread('Vad gör vi med älgarna?');
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [one, other] = await Promise.all([
			here.newContext({ locale: 'sv-SE', viewport: { width: 1280, height: 900 }, baseURL: address }),
			there.newContext({ locale: 'en-GB', viewport: { width: 390, height: 800 }, baseURL: address })
		]);
		const watches = [watch(one), watch(other)];
		await Promise.all([signIn(one, 'gunilla'), signIn(other, 'maja')]);
		const [lead, guest] = await Promise.all([one.newPage(), other.newPage()]);
		await guest.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		let clicks = 0;
		const click = async (on: Locator) => {
			clicks++;
			await on.click();
		};
		const fill = async (field: Locator, words: string) => {
			clicks++;
			await field.fill(words);
		};

		await lead.goto(`/threads/${id}`);
		await connected(lead);
		await click(lead.getByRole('group', { name: 'Håll ordning i tråden' }).locator('summary'));
		await click(lead.getByRole('link', { name: 'Planera en workshop' }));
		await lead.getByText('Visa stegen i Dialogmöte, 2 timmar').click(); // one looks before one chooses
		await expect(lead.getByText('Så går vi vidare, 10 min')).toBeVisible();
		await lead.getByRole('button', { name: 'Planera workshopen' }).click();
		// All that is missing is said at once; no template is chosen for anybody.
		const template = lead.getByRole('radio', { name: 'Dialogmöte, 2 timmar' });
		await expect(template).toBeFocused();
		await expect(template).not.toBeChecked();
		await expect(lead.getByText('Välj en mall.')).toBeVisible();
		await expect(lead.getByText('Skriv vad workshopen ska heta.')).toBeVisible();
		await clean(lead);
		await click(template);
		await fill(lead.getByLabel('Namn på workshopen'), 'Dialog om älgar');
		await fill(lead.getByLabel('När börjar den?'), '2036-11-04T09:30');
		await fill(lead.getByLabel('Plats', { exact: true }), 'Bystugan');
		await lead.reload();
		await expect(lead.getByLabel('Namn på workshopen')).toHaveValue('Dialog om älgar');
		await expect(lead.getByText('120 minuter enligt mallen. Slutar 11:30.')).toBeVisible();
		await click(lead.getByRole('button', { name: 'Planera workshopen' }));

		const plan = lead.locator('[data-plan]');
		const begin = lead.locator('[data-missing]');
		// What is missing, the invitation and the run sheet stand on the first screen.
		await expect(begin).toContainText('Vad är viktigast? Ingen omröstning än');
		await expect(begin).toContainText('Ingen är inbjuden med namn.');
		await expect(begin.getByRole('button', { name: 'Bjud in' })).toBeInViewport();
		await expect(begin.getByRole('button', { name: 'Välj vilka' })).toBeInViewport();
		await expect(lead.getByRole('button', { name: /1 Välkommen/ })).toBeInViewport();
		await click(plan.getByText('Ändra körschemat'));
		await click(plan.getByRole('button', { name: 'Ändra Samtal i grupper' }));
		await fill(lead.getByRole('dialog').getByLabel('Minuter'), '30');
		await clean(lead);
		await click(lead.getByRole('dialog').getByRole('button', { name: 'Spara steget' }));
		await expect(plan.locator('[data-total="125"]')).toBeVisible();
		await plan.getByRole('button', { name: 'Sätt längden till 125 minuter' }).click(); // it may stay as it was
		await expect(plan.getByText('Det stämmer med workshopens längd')).toBeVisible();
		await fill(plan.getByLabel('Bjud in en person eller organisation'), 'Maja');
		await click(plan.getByRole('option', { name: /Maja/ }).first());
		await expect(plan.locator('[data-invited]')).toContainText('Maja');

		// What one votes on may be made beforehand, where the run sheet says that it is missing.
		await plan.getByRole('button', { name: 'Gör omröstningen till Vad är viktigast?' }).click();
		await lead.getByLabel('Fråga', { exact: true }).fill('Vad först?');
		await lead.getByLabel('Alternativ 1').fill('Jakt');
		await lead.getByLabel('Alternativ 2').fill('Stängsel');
		await lead.getByRole('dialog').getByRole('button', { name: 'Starta omröstningen' }).click();
		await expect(begin).toContainText('Allt är på plats.');
		await expect(plan.getByText('Ingen omröstning än')).toHaveCount(0);

		await click(begin.getByRole('button', { name: 'Bjud in 1 person' }));
		await expect(lead.locator('[data-lead]')).toContainText('Inbjudan är skickad till 1 person.');
		await expect(lead.getByText('Öppen för förberedelse').first()).toBeVisible();
		await clean(lead);

		// By the keyboard alone, and back: the order is a thing of taste.
		const down = plan.getByRole('button', { name: 'Flytta ned Välkommen' });
		await down.focus();
		await lead.keyboard.press('Enter');
		await expect(plan.locator('[data-drag]').first()).toContainText('Förslaget i korthet');
		await expect(down).toBeFocused();

		// Whoever is invited finds it where they begin.
		await guest.goto('/');
		await expect(guest.locator('[data-asked]')).toContainText('Dialog om älgar');
		await clean(guest);
		await guest.goto(`/threads/${id}`);
		await guest.locator('[data-stages]').getByRole('link', { name: 'Dialog om älgar' }).click();
		const invitation = guest.locator('[data-invitation]');
		await invitation.getByRole('button', { name: 'Answer' }).click();
		await expect(invitation.getByRole('alert')).toHaveText('Choose an answer.');
		await invitation.getByLabel('Maybe').check();
		await invitation.getByText('Do you need an interpreter').click();
		await invitation.getByLabel('Something else that you need').fill('En väg utan trappor');
		await clean(guest);
		await invitation.getByRole('button', { name: 'Answer' }).click();
		await expect(invitation).toContainText('You have answered that you may come.');
		await expect(invitation.locator('[data-coming]')).toHaveText('1 maybe');

		await expect(plan.locator('[data-reply="maybe"]')).toContainText('En väg utan trappor');
		await clean(lead);

		await guest.goto('/workshops');
		const row = guest.locator('[data-workshop]').filter({ hasText: 'Dialog om älgar' });
		await expect(row).toContainText('You may come');
		await clean(guest);
		await row.getByRole('link', { name: 'Dialog om älgar' }).click();
		await expect(invitation).toContainText('You have answered that you may come.');

		await click(lead.locator('[data-lead]').getByRole('button', { name: 'Starta workshopen' }));
		// So long before its time it is asked once more.
		await expect(lead.getByRole('dialog')).toContainText('Den är planerad till');
		await clean(lead);
		await lead.getByRole('dialog').getByRole('button', { name: 'Starta nu' }).click();
		await expect(lead.getByText('Pågår').first()).toBeVisible();
		// Once it is on, the answer is a line.
		await expect(invitation.locator('summary')).toHaveText('You have answered that you may come.');
		await expect(invitation.getByRole('button', { name: 'Change the answer' })).toBeHidden();
		expect(clicks).toBeLessThanOrEqual(CLICKS);
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

test('the kit of a workshop of one’s own is printed, and its answer is sent in', async ({
	page,
	context
}) => {
	const me = await signIn(context, 'jonas');
	await page.goto('/workshops/new');
	await page.getByLabel('Styrkeområde').selectOption({ index: 1 });
	await page.getByLabel('Namn på workshopen').fill('Vi i byn');
	await page.getByRole('button', { name: 'Planera workshopen' }).click();
	await page.getByRole('link', { name: 'Skriv ut underlaget' }).click();
	await expect(page.getByRole('heading', { name: '5 instruktioner' })).toBeVisible();
	await clean(page);
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('heading', { name: 'Vårt samlade svar' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Skicka in' })).toBeHidden();
	await page.emulateMedia({ media: 'screen' });
	await page.getByLabel('Ert samlade svar').fill('Vi vill ha bredband till alla.');
	await page.getByLabel('Vem svarar?').selectOption({ label: me.name });
	await page.getByRole('button', { name: 'Skicka in' }).click();
	await page.getByRole('link', { name: 'Läs det i tråden' }).click();
	await expect(page.getByText('Vi vill ha bredband till alla.')).toBeVisible();
});

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
		await expect(lead.getByLabel('Namn på workshopen')).toBeFocused();
		await clean(lead);
		await fill(lead.getByLabel('Namn på workshopen'), 'Dialog om älgar');
		await fill(lead.getByLabel('När börjar den?'), '2036-11-04T09:30');
		await fill(lead.getByLabel('Plats', { exact: true }), 'Bystugan');
		await lead.reload();
		await expect(lead.getByLabel('Namn på workshopen')).toHaveValue('Dialog om älgar');
		await expect(lead.getByText('120 minuter enligt mallen. Slutar 11:30.')).toBeVisible();
		await click(lead.getByRole('button', { name: 'Planera workshopen' }));

		const plan = lead.locator('[data-plan]');
		await click(plan.getByRole('button', { name: 'Ändra Samtal i grupper' }));
		await fill(lead.getByRole('dialog').getByLabel('Minuter'), '30');
		await clean(lead);
		await click(lead.getByRole('dialog').getByRole('button', { name: 'Spara steget' }));
		await expect(plan.locator('[data-total="125"]')).toBeVisible();
		await click(plan.getByRole('button', { name: 'Sätt längden till 125 minuter' }));
		await expect(plan.getByText('Det stämmer med workshopens längd')).toBeVisible();
		await fill(plan.getByLabel('Bjud in en person eller organisation'), 'Maja');
		await click(plan.getByRole('option', { name: /Maja/ }).first());
		await expect(plan.locator('[data-invited]')).toContainText('Maja');
		await click(lead.locator('[data-lead]').getByRole('button', { name: 'Bjud in' }));
		await expect(lead.getByText('Öppen för förberedelse').first()).toBeVisible();
		await clean(lead);

		// By the keyboard alone, and back: the order is a thing of taste.
		const down = plan.getByRole('button', { name: 'Flytta ned Välkommen' });
		await down.focus();
		await lead.keyboard.press('Enter');
		await expect(plan.locator('[data-drag]').first()).toContainText('Förslaget i korthet');
		await expect(down).toBeFocused();

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
		await expect(guest.locator('[data-workshop]').filter({ hasText: 'Dialog om älgar' })).toContainText(
			'You may come'
		);
		await clean(guest);

		await click(lead.locator('[data-lead]').getByRole('button', { name: 'Starta workshopen' }));
		await expect(lead.getByText('Pågår').first()).toBeVisible();
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

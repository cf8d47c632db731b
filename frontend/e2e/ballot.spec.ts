import type { Page } from '@playwright/test';
import { findings } from './door';
import { browserOn, connected, expect, newThread, signIn, test, watch } from './village';

async function clean(page: Page): Promise<void> {
	expect(await findings(page)).toEqual([]);
}

test('a ballot is started, voted on by two people on two nodes, changed, closed and concluded', async () => {
	test.setTimeout(240_000);
	const id = await newThread('Omröstning');
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [one, other] = await Promise.all([
			here.newContext({ locale: 'sv-SE', viewport: { width: 1280, height: 900 } }),
			there.newContext({ locale: 'en-GB', viewport: { width: 390, height: 800 } })
		]);
		const watches = [watch(one), watch(other)];
		await Promise.all([signIn(one, 'gunilla'), signIn(other, 'maja')]);
		const [owner, voter] = await Promise.all([one.newPage(), other.newPage()]);
		await voter.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await Promise.all([
			owner.goto(`${process.env.E2E_URL}/threads/${id}`),
			voter.goto(`${process.env.E2E_URL}/threads/${id}`)
		]);
		await Promise.all([connected(owner), connected(voter)]);

		await owner.getByRole('button', { name: 'Starta en omröstning' }).click();
		const dialog = owner.getByRole('dialog');
		await dialog.getByRole('button', { name: 'Starta omröstningen' }).click();
		await expect(dialog.getByRole('alert')).toBeVisible();
		await clean(owner);
		await dialog.getByLabel('Fråga').fill('Vart reser vi?');
		await dialog.getByLabel('Alternativ 1').fill('Åre');
		await dialog.getByLabel('Alternativ 2').fill('東京 🦌');
		await dialog.getByLabel('Visa resultatet först').uncheck();
		await dialog.getByRole('button', { name: 'Starta omröstningen' }).click();
		await expect(dialog).toBeHidden();

		const theirs = voter.locator('[data-ballot]');
		await expect(theirs).toContainText('Vart reser vi?');
		await theirs.getByRole('radio', { name: 'Åre' }).focus();
		await voter.keyboard.press('Space');
		await voter.keyboard.press('Tab');
		await voter.keyboard.press('Enter');
		await expect(theirs.locator('[data-voted]')).toBeVisible();
		await clean(voter);
		await expect(owner.locator('[data-ballot]')).toContainText('1 har röstat');
		await theirs.getByRole('radio', { name: '東京 🦌' }).check();
		await theirs.getByRole('button', { name: 'Change the vote' }).click();

		const mine = owner.locator('[data-ballot]');
		await mine.getByText('Resultatet hittills').click();
		await expect(mine.getByRole('row', { name: /東京 🦌 1/ })).toBeVisible();
		await clean(owner);
		await mine.getByRole('button', { name: 'Avsluta nu' }).click();
		await expect(theirs.getByText('Closed', { exact: true }).first()).toBeVisible();
		await expect(theirs.getByRole('table', { name: 'Result' })).toBeVisible();
		await mine.getByRole('button', { name: 'Skriv utfallet' }).click();
		await owner.getByLabel('Resultatet i ord').fill('Det blev Tokyo.');
		await owner.getByLabel('Vad händer nu?').fill('Vi bokar.');
		await owner.getByRole('button', { name: 'Spara utfallet' }).click();
		await expect(theirs).toContainText('Det blev Tokyo.');
		await clean(voter);
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

for (const [kind, vote] of Object.entries({
	'Sätta poäng': async (page: Page) => page.getByLabel('Ett', { exact: true }).selectOption('4'),
	'Fördela prickar': async (page: Page) => page.getByLabel('Ett', { exact: true }).fill('3'),
	Rangordna: async (page: Page) => {
		await page.getByRole('button', { name: 'Ett', exact: true }).click();
		await page.getByRole('button', { name: 'Två', exact: true }).click();
		await page.getByRole('button', { name: 'Flytta upp Två' }).press('Enter');
	},
	'Ja, förbehåll eller nej': async (page: Page) => {
		await page.getByRole('radio', { name: 'Nej' }).check();
		await page.getByLabel('Varför?').fill('För dyrt.');
	}
})) {
	test(`anonymous: ${kind}`, async ({ page, context }) => {
		const id = await newThread(kind);
		await signIn(context, 'gunilla');
		await page.goto(`/threads/${id}`);
		await connected(page);
		await page.getByRole('button', { name: 'Starta en omröstning' }).click();
		await page.getByLabel('Fråga').fill('Vad tycker ni?');
		await page.getByLabel('Så röstar man').selectOption(kind);
		if (!kind.startsWith('Ja')) {
			await page.getByLabel('Alternativ 1').fill('Ett');
			await page.getByLabel('Alternativ 2').fill('Två');
		}
		await page.getByLabel('Anonym omröstning').check();
		await page.getByRole('button', { name: 'Starta omröstningen' }).click();
		await expect(page.locator('[data-ballot]')).toBeVisible();
		await vote(page);
		await clean(page);
		await page.getByRole('button', { name: 'Rösta', exact: true }).click();
		await expect(page.locator('[data-voted]')).toBeVisible();
		await page.reload();
		await expect(page.locator('[data-voted]')).toBeVisible();
		await expect(page.locator('[data-ballot]')).toContainText('1 har röstat');
		await page.getByRole('button', { name: 'Ändra rösten' }).click();
		await page.getByRole('button', { name: 'Avsluta nu' }).click();
		await expect(page.getByText('För få har röstat')).toBeVisible();
		await clean(page);
	});
}

import type { Locator, Page } from '@playwright/test';
import { findings } from './door';
import { address, api, browserOn, connected, expect, newThread, signIn, test, watch } from './village';

async function clean(page: Page): Promise<void> {
	expect(await findings(page)).toEqual([]);
}

test('a ballot is started, voted on by two people on two nodes, changed, closed and concluded', async ({}, info) => {
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
		await expect(theirs.locator('[data-voted]')).toContainText('The vote is cast. You voted for Åre');
		const change = theirs.getByRole('button', { name: 'Change the vote' });
		await expect(change).toBeDisabled();
		await expect(change).toBeFocused();
		await theirs.getByRole('radio', { name: '東京 🦌' }).check();
		await expect(theirs.locator('[data-voted]')).toContainText('You voted for Åre');
		await expect(theirs.locator('[data-voted]')).toContainText('is not sent');
		await expect(theirs.locator('[data-voted]')).not.toContainText('is cast');
		await voter.screenshot({ path: info.outputPath('phone-differs.png') });
		await change.click();
		await expect(theirs.locator('[data-voted]')).toContainText('The vote is changed. You voted for 東京 🦌');
		await expect(voter.locator('#announcements')).toHaveText('The vote is changed.');
		await expect(change).toBeDisabled();
		await voter.screenshot({ path: info.outputPath('phone-changed.png') });

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
	'Fördela prickar': async (page: Page) => {
		const more = page.getByRole('button', { name: 'Sätt en prick på Ett' });
		for (let n = 0; n < 7; n++) await more.press('Enter');
		await expect(page.getByRole('group', { name: 'Ett' })).toContainText('5');
		await expect(page.getByText('0 prickar kvar')).toBeVisible();
		await expect(more).toHaveAttribute('aria-disabled', 'true');
		await page.getByRole('button', { name: 'Ta tillbaka en prick från Ett' }).click();
		await expect(page.getByText('1 prick kvar')).toBeVisible();
	},
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
		await expect(page.locator('[data-voted]')).toContainText('Rösten är lagd. ');
		await expect(page.locator('[data-voted]')).toContainText(/(Du har svarat|Din röst:) \S/);
		await page.reload();
		await expect(page.locator('[data-voted]')).toBeVisible();
		await expect(page.locator('[data-ballot]')).toContainText('1 har röstat');
		await expect(page.getByRole('button', { name: 'Ändra rösten' })).toBeDisabled();
		await page.getByRole('button', { name: 'Avsluta nu' }).click();
		await expect(page.getByText('För få har röstat')).toBeVisible();
		await clean(page);
	});
}

test.describe('on a phone', () => {
	test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

	test('what waits for a vote leads to the ballot, from a notice and from the start page, until one has voted', async ({
		page,
		context
	}, info) => {
		const id = await newThread('Lång tråd med en fråga');
		const [gunilla, maja] = await Promise.all([api('gunilla'), api('maja')]);
		await maja.post(`/api/threads/${id}/posts`, { text: 'Jag är med.' });
		for (let n = 2; n <= 25; n++)
			await gunilla.post(`/api/threads/${id}/posts`, {
				text: `Inlägg ${n}. ${'Det här är olästa ord. '.repeat(9)}`
			});
		const { id: ballot } = await gunilla.post(`/api/threads/${id}/ballots`, {
			kind: 'choose',
			title: 'Vart reser vi i vinter?',
			options: ['Åre', 'Funäsdalen'],
			most: 1,
			closes_at: new Date(Date.now() + 86_400_000).toISOString()
		});
		await signIn(context, 'maja');
		const there = page.locator(`#ballot-${ballot}`);

		await page.goto('/notices');
		await page.getByRole('link', { name: /Vart reser vi i vinter/ }).click();
		await expect(there).toBeInViewport();
		await expect(there).toBeFocused();
		await connected(page);
		await expect(there.getByRole('heading')).toBeInViewport();
		await page.screenshot({ path: info.outputPath('phone-landed.png') });

		await page.goto('/');
		const asked = page.getByRole('link', { name: /Din röst önskas: Vart reser vi i vinter/ });
		await expect(asked).toBeVisible();
		await page.screenshot({ path: info.outputPath('phone-asked.png') });
		await asked.click();
		await expect(there).toBeFocused();
		await there.getByRole('radio', { name: 'Funäsdalen' }).check();
		await there.getByRole('button', { name: 'Rösta' }).click();
		await expect(there).toContainText('Du har röstat på Funäsdalen');
		await page.goto('/');
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(asked).toHaveCount(0);
	});

	test('the form that starts a ballot stands in line', async ({ page, context }, info) => {
		const id = await newThread('En fråga');
		await signIn(context, 'gunilla');
		await page.goto(`${address}/threads/${id}`);
		await connected(page);
		await page.getByRole('button', { name: 'Starta en omröstning' }).click();
		const dialog = page.getByRole('dialog');
		const left = async (what: Locator) => Math.round((await what.boundingBox())!.x);
		const line = await left(dialog.getByLabel('Fråga'));
		for (const legend of await dialog.locator('legend').all()) {
			const words = await legend.evaluate((element) => {
				const range = document.createRange();
				range.selectNodeContents(element);
				return range.getBoundingClientRect().x;
			});
			expect(Math.abs(words - line)).toBeLessThanOrEqual(1);
		}
		for (const name of ['Anonym omröstning', 'Visa resultatet först när omröstningen är avslutad']) {
			const [box, words] = await Promise.all([
				dialog.getByLabel(name).boundingBox(),
				dialog.getByText(name, { exact: true }).boundingBox()
			]);
			expect(words!.x).toBeGreaterThan(box!.x + box!.width);
			expect(Math.abs(words!.y + words!.height / 2 - box!.y - box!.height / 2)).toBeLessThan(4);
		}
		await dialog.getByLabel('Visa resultatet först').scrollIntoViewIfNeeded();
		await page.screenshot({ path: info.outputPath('phone-start.png') });
		await clean(page);
	});
});

import type { Page } from '@playwright/test';
import { findings } from './door';
import { api, browserOn, expect, newThread, signIn, test, watch } from './village';

async function clean(page: Page): Promise<void> {
	expect(await findings(page)).toEqual([]);
	const sideways = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
	expect(sideways, 'the page is wider than its window').toBe(0);
}

/** A workshop that people are invited to, as a stage of a thread of its own. */
async function planned(title: string): Promise<string> {
	const gunilla = await api('gunilla');
	const { id } = await gunilla.post('/api/workshops', {
		thread: await newThread(title),
		template: 'dialogue',
		title,
		starts_at: new Date(Date.now() + 1_200_000).toISOString(),
		place: 'Bystugan i Demoby'
	});
	const at = (await (await gunilla.call('GET', `/api/workshops/${id}`)).json()) as { version: number };
	const invited = await gunilla.call(
		'PUT',
		`/api/workshops/${id}/stage`,
		{ do: 'invite' },
		{ 'if-match': `"${at.version}"` }
	);
	expect(invited.status).toBe(200);
	return id;
}

test('a workshop is led from its start to its end, and a member is in it all along', async () => {
	test.setTimeout(360_000);
	const title = 'Vem tar hand om lederna i vinter?';
	const id = await planned(title);
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [one, other] = await Promise.all([
			here.newContext({ locale: 'sv-SE', viewport: { width: 1400, height: 900 } }),
			there.newContext({ locale: 'en-GB', viewport: { width: 320, height: 700 } })
		]);
		const watches = [watch(one), watch(other)];
		await Promise.all([signIn(one, 'gunilla'), signIn(other, 'maja')]);
		const [lead, member] = await Promise.all([one.newPage(), other.newPage()]);
		await member.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		const address = `${process.env.E2E_URL}/workshops/${id}`;
		await Promise.all([lead.goto(address), member.goto(address)]);

		// Before: one takes part, and asks.
		await expect(member.getByRole('heading', { level: 1, name: title })).toBeVisible();
		await member.getByRole('button', { name: 'Take part' }).click();
		await expect(member.getByText('You take part as')).toBeVisible();
		await member.getByLabel('Ask a question').fill('Vem plogar?');
		await member.getByRole('button', { name: 'Send the question' }).click();
		await expect(lead.locator('[data-question]')).toContainText('Vem plogar?');
		await Promise.all([clean(lead), clean(member)]);

		// The step moves on both screens.
		await lead.getByRole('button', { name: 'Starta workshopen' }).click();
		await expect(member.locator('[data-now]')).toHaveText('Välkommen');
		await expect(member.locator('[data-clock]')).toContainText('left');
		// On a telephone it takes two lines, until one wants to read all of it.
		const bar = member.getByRole('region', { name: 'Right now' });
		expect((await bar.boundingBox())!.height).toBeLessThanOrEqual(72);
		await bar.getByRole('button', { name: 'Show more of the step' }).click();
		await expect(bar.getByText('Now · Information')).toBeVisible();
		await clean(member);
		await bar.getByRole('button', { name: 'Show more of the step' }).click();
		await lead.getByRole('button', { name: 'Pausa', exact: true }).click();
		await expect(member.locator('[data-clock]')).toContainText('Paused');
		await lead.getByRole('button', { name: 'Fortsätt', exact: true }).click();
		await lead.getByRole('button', { name: '5 minuter till' }).click();
		await expect(member.locator('[data-clock]')).toContainText(/1[45]:\d\d left/);
		await lead.getByRole('button', { name: 'Hoppa över' }).click();
		await lead.getByRole('button', { name: 'Nästa steg' }).click();

		// A big screen at which nobody is signed in says what is to be done.
		const hall = await (await there.newContext({ locale: 'sv-SE' })).newPage();
		await hall.goto(`${address}/screen`);
		await expect(hall.locator('[data-locked]')).toContainText('loggat in på den här datorn');
		const door = hall.getByRole('link', { name: 'Logga in' });
		await expect(door).toHaveAttribute(
			'href',
			`/sign-in?next=${encodeURIComponent(`/workshops/${id}/screen`)}`
		);
		await clean(hall);
		await hall.context().close();

		// Notes are written unseen, and stay under the hands of who writes when the step moves.
		await member.getByLabel('New note').fill('Skotern behöver en garageplats');
		await member.getByRole('button', { name: 'Put it up' }).click();
		await expect(lead.getByText('1 lapp är skriven')).toBeVisible();
		await expect(lead.getByText('garageplats')).toHaveCount(0);
		await lead.getByLabel('Ny lapp').fill('Skyltarna är blekta');
		await lead.getByRole('button', { name: 'Sätt upp' }).click();
		await clean(member);
		await member.getByLabel('New note').fill('Halvskriven tanke');
		await lead.getByRole('button', { name: 'Visa alla lappar' }).click();
		await expect(lead.getByText('garageplats')).toBeVisible();
		await lead.getByRole('button', { name: 'Nästa steg' }).click();
		await expect(member.locator('[data-now]')).toHaveText('Sortera tillsammans');
		await expect(member.getByLabel('New note')).toHaveValue('Halvskriven tanke');
		await member.getByRole('button', { name: 'Put it up' }).click();
		await member.getByRole('button', { name: 'To the step that is on' }).click();

		// Groups and dots, by buttons.
		await expect(lead.locator('[data-wall="clustering"]')).toBeVisible(); // that is what the step is for
		await lead.getByRole('button', { name: 'Ny grupp' }).press('Enter');
		await expect(lead.getByLabel('Gruppens namn')).toBeFocused();
		await lead.keyboard.press('Escape');
		await lead.getByRole('button', { name: /^Ordna lappen: Skyltarna/ }).click();
		await lead.getByRole('dialog').getByLabel('Till grupp').selectOption({ label: 'Grupp utan namn' });
		await lead.getByRole('dialog').getByRole('button', { name: 'Flytta', exact: true }).click();
		await expect(lead.getByText('1 grupp på väggen har inget namn än.')).toBeVisible();
		await clean(lead);
		await lead.getByRole('button', { name: 'Till gruppen utan namn' }).press('Enter');
		await lead.keyboard.press('Enter');
		await expect(lead.getByLabel('Gruppens namn')).toBeFocused();
		await lead.keyboard.type('Skyltar');
		await lead.keyboard.press('Enter');
		await expect(member.getByRole('heading', { name: 'Skyltar' })).toBeVisible();
		await expect(lead.getByText('har inget namn än')).toHaveCount(0);
		await member.getByRole('button', { name: /^Arrange the note: Skotern/ }).click();
		const dialog = member.getByRole('dialog');
		await dialog.getByLabel('To group').selectOption({ label: 'A new group' });
		await dialog.getByLabel('Name of the new group').fill('Maskiner');
		await dialog.getByRole('button', { name: 'Move', exact: true }).click();
		await expect(lead.getByRole('heading', { name: 'Maskiner' })).toBeVisible();
		await lead.getByRole('button', { name: 'Sätta prickar' }).click();
		await member.getByRole('button', { name: 'Give a dot to Maskiner' }).click();
		await Promise.all([clean(lead), clean(member)]);
		await lead.getByRole('button', { name: 'Klart', exact: true }).click();
		await expect(member.getByText('1 dot', { exact: true })).toBeVisible();

		// Who speaks.
		await lead.getByRole('button', { name: 'Nästa steg' }).click();
		await lead.getByRole('button', { name: 'Nästa steg' }).click();
		await member.getByRole('button', { name: 'Raise your hand' }).click();
		await lead.getByRole('button', { name: 'Nästa talare' }).click();
		await expect(member.getByRole('timer').last()).toContainText(/so far|left/);
		await Promise.all([clean(lead), clean(member)]);

		// A vote of the step.
		await lead.getByRole('button', { name: 'Nästa steg' }).click();
		await lead.getByRole('button', { name: 'Starta en omröstning' }).click();
		await expect(lead.getByLabel('Fråga', { exact: true })).toHaveValue('Vad är viktigast?');
		await expect(lead.getByLabel('Så röstar man')).toHaveValue('dots');
		await lead.getByLabel('Fråga', { exact: true }).fill('Vad först?');
		await lead.getByLabel('Så röstar man').selectOption('Välja alternativ');
		await lead.getByRole('button', { name: 'Lägg till ett alternativ' }).click();
		await lead.getByRole('button', { name: 'Ta bort Alternativ 1' }).click();
		await expect(lead.getByRole('button', { name: /^Ta bort Alternativ/ })).toHaveCount(0);
		await lead.getByLabel('Alternativ 1').fill('Garage');
		await lead.getByLabel('Alternativ 2').fill('Skyltar');
		await lead.getByRole('dialog').getByRole('button', { name: 'Starta omröstningen' }).click();
		await member.getByRole('radio', { name: 'Garage' }).check();
		await member.getByRole('button', { name: 'Vote', exact: true }).click();
		await expect(lead.locator('[data-ballot]')).toContainText('1 har röstat');
		await Promise.all([clean(lead), clean(member)]);
		await lead.getByRole('button', { name: 'Avsluta nu' }).click();
		await expect(member.getByRole('table', { name: 'Result' })).toBeVisible();
		await expect(lead.getByRole('button', { name: 'Kör om' })).toBeVisible();

		// The end, and what stays open after it.
		await lead.getByRole('button', { name: 'Nästa steg' }).click();
		await lead.getByRole('button', { name: 'Avrunda', exact: true }).click();
		await expect(member.getByText('We are wrapping up').first()).toBeVisible();
		await lead.getByRole('button', { name: 'Avsluta', exact: true }).click();
		await lead.getByRole('button', { name: 'Avsluta workshopen' }).click();
		await expect(member.getByText('Those who could not be there can add until')).toBeVisible();
		await expect(member.locator('[data-when] time')).toHaveCount(2);
		await expect(member.getByText('Held', { exact: true })).toBeVisible();
		await member.getByRole('button', { name: /Skriv var för sig/ }).click();
		await member.getByLabel('New note').fill('Efterklokt');
		await member.getByRole('button', { name: 'Put it up' }).click();
		await expect(member.getByText('Written afterwards', { exact: true })).toBeVisible();
		await Promise.all([clean(lead), clean(member)]);
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

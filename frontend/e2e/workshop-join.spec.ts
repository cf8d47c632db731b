import type { Page } from '@playwright/test';
import { findings, freshAddress, password } from './door';
import { address, api, expect, signIn, test, watch } from './village';

async function clean(page: Page): Promise<void> {
	expect(await findings(page)).toEqual([]);
}

/** A workshop that others are invited to: its id and code. */
async function invited(): Promise<{ id: string; code: string }> {
	const lead = await api('gunilla');
	const { topic } = await lead.post('/api/workshops', {
		area: 'upplevelser',
		text: 'Vad behövs?',
		template: 'dialogue',
		title: 'Dialogmöte om bostäder',
		starts_at: new Date(Date.now() + 3_600_000).toISOString()
	});
	const id = topic.slice('workshop:'.length);
	const read = async () =>
		(await (await lead.call('GET', `/api/workshops/${id}`)).json()) as { code: string; version: number };
	const { version } = await read();
	const moved = await lead.call(
		'PUT',
		`/api/workshops/${id}/stage`,
		{ do: 'invite' },
		{ 'if-match': `"${version}"` }
	);
	expect(moved.status).toBe(200);
	return { id, code: (await read()).code };
}

/** Which participant a browser is. */
async function participant(page: Page, id: string): Promise<{ participant: string; kind: string }> {
	const answer = await page.request.get(`/api/workshops/${id}`);
	return ((await answer.json()) as { mine: { participant: string; kind: string } }).mine;
}

test('a guest comes in by code, the hall follows the pilot, and an account keeps the guest', async ({
	browser
}) => {
	test.setTimeout(240_000);
	const { id, code } = await invited();
	const looks = { locale: 'sv-SE', baseURL: address };
	const phone = await browser.newContext({ ...looks, viewport: { width: 390, height: 800 }, hasTouch: true });
	const hand = await browser.newContext({
		...looks,
		viewport: { width: 390, height: 800 },
		colorScheme: 'dark'
	});
	const wide = await browser.newContext({
		locale: 'en-GB',
		baseURL: address,
		viewport: { width: 1280, height: 720 }
	});
	const watches = [watch(phone), watch(hand), watch(wide)];
	await signIn(hand, 'gunilla');
	const [guest, pilot, hall] = await Promise.all([phone.newPage(), hand.newPage(), wide.newPage()]);

	// The door: a wrong code is said beside it and stays, and the right one may be typed in any way.
	await guest.goto('/w');
	await guest.getByLabel('Kod').fill('bcd fgh');
	await guest.getByRole('button', { name: 'Gå vidare' }).click();
	await expect(guest.getByLabel('Kod')).toHaveAttribute('aria-invalid', 'true');
	await expect(guest.getByLabel('Kod')).toHaveValue('bcd fgh');
	await clean(guest);
	await guest.getByLabel('Kod').fill(` ${code.toLowerCase().slice(0, 3)}-${code.slice(3)}`);
	await guest.keyboard.press('Enter');
	await expect(guest.getByRole('heading', { name: 'Dialogmöte om bostäder' })).toBeVisible();
	await guest.getByRole('combobox', { name: 'Organisation' }).fill('Byalaget i Storsjö');
	await guest.getByRole('button', { name: 'Gå in' }).click();
	await expect(guest.getByLabel('Ditt namn')).toBeFocused();
	await clean(guest);
	await guest.getByLabel('Ditt namn').fill('Ove Ek');
	await expect(guest.getByRole('combobox', { name: 'Organisation' })).toHaveValue('Byalaget i Storsjö');
	await guest.keyboard.press('Enter');
	await guest.waitForURL(`**/workshops/${id}`);
	const was = await participant(guest, id);
	expect(was.kind).toBe('guest');

	// To the rest of the site a guest is a visitor, and is not offered what would be refused.
	await guest.goto('/notices');
	await expect(guest.getByText('Du är här som gäst: Ove Ek')).toBeVisible();
	await clean(guest);
	await guest.goto(`/workshops/${id}/pilot`);
	await expect(guest.getByRole('heading', { name: /Bara den som leder/ })).toBeVisible();
	await clean(guest);
	// Whoever opens the square's address again is in already.
	await guest.goto(`/w/${code}`);
	await guest.waitForURL(`**/workshops/${id}`);

	await guest.goto(`/workshops/${id}`);

	// The hall, signed out, and the pilot. What is told live is not asked for again and again.
	let asked = 0;
	for (const page of [hall, pilot])
		page.on('request', (request) => (asked += Number(request.url().includes('/api/workshops/'))));
	await hall.goto(`/workshops/${id}/screen`);
	await expect(hall.locator('[data-rest="invited"]')).toBeVisible();
	await clean(hall);
	await pilot.goto(`/workshops/${id}/pilot`);
	await pilot.getByRole('button', { name: 'Starta' }).click();
	await clean(pilot);
	await pilot.getByRole('button', { name: 'Starta nu' }).click();
	await expect(hall.getByRole('heading', { name: 'Välkommen', level: 1 })).toBeVisible();
	await expect(hall.locator('[data-left]')).toContainText('left');
	await clean(hall);
	await pilot.getByRole('button', { name: 'Nästa steg' }).click();
	await expect(hall.getByRole('heading', { name: 'Förslaget i korthet' })).toBeVisible();
	await pilot.getByRole('button', { name: 'Ångra' }).click();
	await expect(hall.getByRole('heading', { name: 'Välkommen', level: 1 })).toBeVisible();
	for (const title of ['Förslaget i korthet', 'Skriv var för sig']) {
		await pilot.getByRole('button', { name: 'Nästa steg' }).click();
		await expect(pilot.getByRole('heading', { name: title })).toBeVisible();
	}
	await clean(pilot);
	// Everything on the telephone is at the thumb; more time, a pause and the way back too.
	await pilot.getByRole('button', { name: 'Pausa' }).click();
	await expect(hall.locator('[data-left]')).toContainText('Paused');
	await pilot.getByRole('button', { name: 'Fortsätt' }).click();
	const tall = () => pilot.evaluate(() => document.documentElement.scrollHeight - innerHeight);
	expect(await tall()).toBeLessThanOrEqual(0);
	// The guest, who had not scrolled, sees the step that is on.
	await expect(
		guest.locator('[data-shown]').getByRole('heading', { name: 'Skriv var för sig' })
	).toBeInViewport();

	// A note that is hidden is a number on the wall, until it is revealed.
	const { stage } = (await (await guest.request.get(`/api/workshops/${id}`)).json()) as {
		stage: { step: string };
	};
	const note = await guest.request.post(`/api/workshops/${id}/walls/${stage.step}/notes`, {
		data: { text: 'Fler hyresrätter i byarna' },
		headers: { origin: address, 'idempotency-key': crypto.randomUUID() }
	});
	expect(note.status()).toBe(201);
	await expect(hall.locator('[data-wall="hidden"]')).toContainText('1');
	expect(asked).toBeLessThan(60);
	await expect(hall.locator('body')).not.toContainText('Fler hyresrätter');
	await pilot.getByRole('button', { name: 'Visa 1 lapp för alla' }).click();
	await pilot.getByRole('button', { name: 'Visa nu' }).click();
	await expect(hall.locator('[data-wall="revealed"]')).toContainText('Fler hyresrätter i byarna');
	await clean(hall);

	// Of two who press at once the second is told, and sees how it stands.
	const other = await hand.newPage();
	await other.route('**/api/topics/**', (route) => route.abort());
	await other.routeWebSocket('**/api/live', (socket) => socket.close());
	await other.goto(`/workshops/${id}/pilot`);
	await expect(other.getByRole('heading', { name: 'Skriv var för sig' })).toBeVisible();
	await pilot.getByRole('button', { name: 'Nästa steg' }).click();
	await expect(hall.getByRole('heading', { name: 'Sortera tillsammans' })).toBeVisible();
	await other.getByRole('button', { name: 'Nästa steg' }).click();
	await expect(other.getByText('Någon annan hann före.')).toBeVisible();
	await expect(other.getByRole('heading', { name: 'Sortera tillsammans' })).toBeVisible();
	await other.close();

	// The normal sign-up, from the guest's browser, fills in the same row.
	await guest.goto(`/workshops/${id}`);
	await guest.getByRole('link', { name: 'Skapa konto' }).click();
	await expect(guest.getByLabel('Namn', { exact: true })).toHaveValue('Ove Ek');
	await clean(guest);
	await guest.getByLabel('E-postadress').fill(freshAddress());
	await guest.getByLabel('Lösenord', { exact: true }).fill(password);
	await guest.getByRole('button', { name: 'Skapa konto' }).click();
	await guest.waitForURL(`**/workshops/${id}`);
	expect(await participant(guest, id)).toMatchObject({ participant: was.participant, kind: 'member' });

	for (const { faults } of watches) expect(faults).toEqual([]);
	await Promise.all([phone.close(), hand.close(), wide.close()]);
});

// One whole workshop, from the door to the published result, on a product of its own: while people write, a node of it is killed.
import { test, type Page } from '@playwright/test';
import { findings } from './door';
import { freePort, startNodes, type Product } from './product';
import {
	account,
	api,
	browserOn,
	connected,
	expect,
	nodes,
	openByKeys,
	signIn,
	tabTo,
	watch
} from './village';

const title = 'Vem tar hand om lederna i vinter?';

let site: string;
let ports: number[];
let product: Product;

test.beforeAll(async () => {
	ports = await Promise.all(nodes.map(freePort));
	site = `http://127.0.0.1:${ports[0]}`;
	product = await startNodes(site, ports);
});

test.afterAll(() => product?.stop());

/** Six screens in one room. */
interface Room {
	id: string;
	/** Gunilla, who leads. */
	lead: Page;
	/** Tomas, who leads with her, from his telephone. */
	pilot: Page;
	/** The projector, at Gunilla's other machine. */
	hall: Page;
	/** Somebody who comes by the code, with a telephone. */
	guest: Page;
	/** Maja. */
	member: Page;
	/** Jonas, who has no mouse and listens. */
	keys: Page;
}

const clean = async (page: Page) => expect(await findings(page)).toEqual([]);
const note = (page: Page) => page.getByLabel('Ny lapp');
const step = (page: Page) => page.locator('[data-now]');
const press = (page: Page, name: string | RegExp) =>
	page.getByRole('button', { name, exact: typeof name === 'string' }).click();

/** A workshop that people are invited to, and that two lead. */
async function planned(): Promise<string> {
	const [gunilla, tomas] = await Promise.all([api('gunilla', site), api('tomas', site)]);
	const { topic } = await gunilla.post('/api/workshops', {
		area: 'upplevelser',
		text: 'Vad behövs?',
		template: 'dialogue',
		title,
		starts_at: new Date(Date.now() + 1_200_000).toISOString()
	});
	const path = `/api/workshops/${topic.slice('workshop:'.length)}`;
	const { member } = (await (await tomas.call('GET', '/api/session')).json()) as { member: { id: string } };
	expect((await gunilla.call('PUT', `${path}/facilitators/${member.id}`)).status).toBe(200);
	const { version } = (await (await gunilla.call('GET', path)).json()) as { version: number };
	const invited = { do: 'invite' };
	const moved = await gunilla.call('PUT', `${path}/stage`, invited, { 'if-match': `"${version}"` });
	expect(moved.status).toBe(200);
	return path.slice('/api/workshops/'.length);
}

/** Everybody comes in, each by their own door. */
async function comeIn({ lead, pilot, hall, guest, member, keys, id }: Room): Promise<void> {
	const room = `/workshops/${id}`;
	await Promise.all([
		...[lead, member, keys].map((page) => page.goto(room)),
		hall.goto(`${room}/screen`),
		pilot.goto(`${room}/pilot`),
		guest.goto('/w')
	]);
	const code = await hall.locator('[data-join]').getAttribute('data-join');
	await guest.getByLabel('Kod').fill(code!);
	await guest.keyboard.press('Enter');
	await guest.getByLabel('Ditt namn').fill('Ove Ek');
	await guest.getByRole('combobox', { name: 'Organisation' }).fill('Byalaget i Storsjö');
	await press(guest, 'Gå in');
	await guest.waitForURL(`**${room}`);
	await press(member, 'Delta');
	await openByKeys(keys, keys.getByRole('button', { name: 'Delta', exact: true }));
	await expect(keys.getByText('Du deltar som Jonas Demosson')).toBeVisible();
	await expect(hall.locator('[data-people="3"]')).toBeVisible();
	await Promise.all([lead, hall, guest, member, keys].map(connected));
}

/** From the start to the first notes, which nobody else sees. */
async function begin({ lead, pilot, hall, guest, member, keys }: Room): Promise<void> {
	await press(lead, 'Starta workshopen');
	await Promise.all([guest, member, keys].map((page) => expect(step(page)).toHaveText('Välkommen')));
	await press(lead, 'Hoppa över');
	await expect(hall.getByRole('heading', { level: 1, name: 'Förslaget i korthet' })).toBeVisible();
	await press(pilot, 'Nästa steg');
	await expect(keys.locator('#announcements')).toHaveText('Nu: Skriv var för sig. Skriva, 10 minuter.');
	await expect(keys.getByRole('region', { name: 'Just nu' })).toMatchAriaSnapshot(`
		- region "Just nu":
		  - paragraph: Nu · Skriva
		  - timer: /\\d+:\\d\\d kvar/
		  - paragraph: Skriv var för sig
		  - paragraph: "Härnäst: Sortera tillsammans (20 min)"
	`);
	for (const [page, words] of [
		[guest, 'Skyltarna är blekta'],
		[member, 'Skotern behöver en garageplats']
	] as const) {
		await note(page).fill(words);
		await press(page, 'Sätt upp');
	}
	await tabTo(keys, note(keys));
	await keys.keyboard.type('Spårkort för gäster');
	await keys.keyboard.press('Control+Enter');
	await Promise.all([guest, member, keys].map((page) => expect(note(page)).toHaveValue('')));
	await expect(lead.getByText('3 lappar är skrivna')).toBeVisible();
	await expect(lead.getByText('garageplats')).toHaveCount(0);
}

/** What goes on where the others are, and where everybody is when there is one node. */
async function goOn({ lead, hall, guest }: Room): Promise<void> {
	await note(guest).fill('Soppa vid vindskyddet');
	await press(guest, 'Sätt upp');
	await expect(note(guest)).toHaveValue('');
	await press(lead, '5 minuter till');
	await expect(hall.locator('[data-left]')).toContainText(/1[345]:\d\d/);
	await expect(hall.locator('[data-wall="hidden"]')).toContainText('5');
}

/**
 * A node is killed when it has written a note down and not yet said so. Another's note does not reach it, and a third was
 * only begun.
 */
async function loseANode(room: Room): Promise<void> {
	const { member, keys } = room;
	const dying = ports.length - 1;
	await member.route(
		'**/notes',
		async (route) => {
			const at = new URL(route.request().url());
			at.port = String(ports[dying]);
			expect((await route.fetch({ url: at.href })).status()).toBe(201);
			await product.kill(dying);
			await route.abort('connectionreset');
		},
		{ times: 1 }
	);
	await note(member).fill('Uppskriven, men svaret kom bort');
	await press(member, 'Sätt upp');
	await expect(note(member)).toHaveAttribute('aria-invalid', 'true');
	await expect(note(member)).toHaveValue('Uppskriven, men svaret kom bort');
	await expect(keys.getByRole('status').filter({ hasText: 'Anslutningen är bruten' })).toBeVisible();
	await keys.keyboard.type('Nådde aldrig fram');
	await keys.keyboard.press('Control+Enter');
	await expect(note(keys)).toHaveAttribute('aria-invalid', 'true');
	await expect(note(keys)).toHaveValue('Nådde aldrig fram');

	if (ports.length > 1) await goOn(room);
	await product.start(dying);
	await Promise.all([room.lead, room.hall, room.guest, member, keys].map(connected));
	if (ports.length === 1) await goOn(room);

	await Promise.all([member.reload(), keys.reload()]);
	await press(member, 'Sätt upp');
	await expect(note(keys)).toHaveValue('Nådde aldrig fram');
	await tabTo(keys, note(keys));
	await keys.keyboard.press('Control+Enter');
	await Promise.all([member, keys].map((page) => expect(note(page)).toHaveValue('')));
	await expect(keys.locator('[data-clock]')).toContainText(/1[345]:\d\d kvar/);
	await clean(room.guest);
}

/** Everything on the big screen can be read without scrolling, on whatever projects it. */
async function nothingIsCut(hall: Page): Promise<void> {
	const parts = hall.locator('.main, aside');
	for (const [width, height] of [
		[1920, 1080],
		[1024, 768],
		[1280, 720]
	] as const) {
		await hall.setViewportSize({ width, height });
		const cut = () =>
			parts.evaluateAll((all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1).length);
		await expect.poll(cut, { message: `${width} x ${height}` }).toBe(0);
		await expect(hall.locator('[data-join] .code')).toBeInViewport({ ratio: 1 });
	}
}

/** Every note is there once, on every screen, and the nodes say the same. */
async function nothingIsLost({ lead, pilot, hall, guest, member, keys, id }: Room): Promise<void> {
	const written = [
		'Nådde aldrig fram',
		'Skotern behöver en garageplats',
		'Skyltarna är blekta',
		'Soppa vid vindskyddet',
		'Spårkort för gäster',
		'Uppskriven, men svaret kom bort'
	];
	await press(pilot, 'Visa 6 lappar för alla');
	await press(pilot, 'Visa nu');
	for (const page of [lead, hall, guest, member, keys]) {
		const hung = page.locator('[data-wall="revealed"] li > .text');
		await expect.poll(async () => (await hung.allTextContents()).sort()).toEqual(written);
	}
	await nothingIsCut(hall);
	const wall = await lead.locator('[data-shown]').getAttribute('data-shown');
	const digests = ports.map(async (port) => {
		const read = await fetch(`http://127.0.0.1:${port}/api/workshops/${id}/walls/${wall}?view=presentation`);
		return ((await read.json()) as { digest: string }).digest;
	});
	const [first, ...others] = await Promise.all(digests);
	expect(first).toMatch(/^[0-9a-f]{64}$/);
	for (const other of others) expect(other).toBe(first);
}

/** Groups and dots, by buttons, and by the keyboard alone. */
async function arrange({ lead, hall, guest, member, keys }: Room): Promise<void> {
	await press(lead, 'Nästa steg');
	// The focus is where one writes: the page stays until one leaves.
	await openByKeys(keys, keys.getByRole('button', { name: 'Till steget som pågår' }));
	await openByKeys(keys, keys.getByRole('button', { name: 'Ordna lappen: Skotern behöver en garageplats' }));
	const dialog = keys.getByRole('dialog', { name: 'Lappen' });
	await expect(dialog).toMatchAriaSnapshot(`
		- dialog "Lappen":
		  - heading "Lappen" [level=2]
		  - button "Stäng"
		  - blockquote: Skotern behöver en garageplats
		  - combobox "Till grupp"
	`);
	await tabTo(keys, dialog.getByLabel('Till grupp'));
	await keys.keyboard.type('En ny');
	await tabTo(keys, dialog.getByLabel('Namn på den nya gruppen'));
	await keys.keyboard.type('Maskiner');
	await keys.keyboard.press('Enter');
	await expect(keys.locator('#announcements')).toHaveText('Lappen ligger nu i Maskiner');
	await press(member, 'Ordna lappen: Spårkort för gäster');
	await member.getByRole('dialog').getByLabel('Till grupp').selectOption({ label: 'Maskiner' });
	await press(member, 'Flytta');
	await press(lead, 'Ordna lappen: Nådde aldrig fram');
	const other = { label: 'Uppskriven, men svaret kom bort' };
	await lead.getByRole('dialog').getByLabel('Lapp', { exact: true }).selectOption(other);
	await press(lead, 'Slå ihop');
	await expect(hall.getByText('1 lapp till säger samma sak')).toBeVisible();

	await press(lead, 'Sätta prickar');
	for (const page of [guest, member]) await press(page, 'Sätt en prick på Maskiner');
	await openByKeys(keys, keys.getByRole('button', { name: 'Sätt en prick på Maskiner' }));
	await expect(keys.getByRole('region', { name: 'Maskiner' })).toMatchAriaSnapshot(`
		- region "Maskiner":
		  - heading "Maskiner" [level=3]
		  - button "Ta tillbaka en prick från Maskiner": −
		  - img "Du har satt 1 prick här": "1"
		  - button "Sätt en prick på Maskiner"
		  - list:
		    - listitem:
		      - paragraph: Skotern behöver en garageplats
		    - listitem:
		      - paragraph: Spårkort för gäster
	`);
	await expect(hall.getByText('3 har satt prickar')).toBeVisible();
	await press(lead, 'Klart');
	await expect(hall.getByText('3 prickar')).toBeVisible();
	await expect(member.getByText('3 prickar')).toBeVisible();
}

/** A question is taken up, hands are raised, and the lead goes over. */
async function talk({ lead, pilot, hall, guest, member, keys }: Room): Promise<void> {
	await press(lead, 'Nästa steg');
	await expect(step(guest)).toHaveText('Samtal i grupper');
	await guest.getByLabel('Ställ en fråga').fill('Vem plogar parkeringen?');
	await press(guest, 'Skicka frågan');
	await press(member, 'Samma fråga');
	const question = lead.locator('[data-question]');
	await expect(question).toContainText('1 har samma fråga');
	await question.locator('summary').click();
	await press(lead, 'Ta upp nu');
	await expect(hall.locator('[data-question]')).toContainText('Vem plogar parkeringen?');
	// It stands beside what one is to do, and not in a break.
	await expect(hall.locator('.main .prose')).toBeVisible();
	await press(lead, 'Pausa');
	await expect(hall.locator('[data-question]')).toHaveCount(0);
	await press(lead, 'Fortsätt');
	await expect(hall.locator('[data-question]')).toBeVisible();
	await question.locator('summary').click();
	await press(lead, 'Besvarad');

	await press(pilot, 'Nästa steg');
	await openByKeys(keys, keys.getByRole('button', { name: 'Räck upp handen' }));
	await expect(keys.getByText('Du är nummer 1 i kön.')).toBeVisible();
	await press(guest, 'Räck upp handen');
	await expect(lead.locator('ol[aria-label="I kö"] > li')).toHaveCount(2);
	await press(lead, 'Nästa talare');
	await expect(keys.locator('#announcements')).toHaveText('Jonas Demosson har ordet.');
	await expect(hall.locator('.name')).toHaveText('Jonas Demosson');
	await press(pilot, 'Stäng talarlistan (1 i kö)');
	await expect(guest.getByText('Listan är stängd', { exact: true })).toBeVisible();

	const { name } = await account('tomas', site);
	await lead.getByText('De som leder', { exact: true }).click();
	await press(lead, `Lämna över till ${name}`);
	await expect(keys.locator('#announcements')).toHaveText(`${name} leder nu.`);
}

/** A vote, which is closed from the telephone. */
async function vote({ lead, pilot, hall, guest, member, keys }: Room): Promise<void> {
	await press(pilot, 'Nästa steg');
	await press(lead, 'Starta en omröstning');
	await lead.getByLabel('Fråga', { exact: true }).fill('Vad först?');
	await lead.getByLabel('Så röstar man').selectOption('Välja alternativ');
	await lead.getByLabel('Alternativ 1').fill('Garage');
	await press(lead, /^Ta det som kom fram i /);
	await expect(lead.getByLabel('Alternativ 2')).toHaveValue('Maskiner');
	await lead.getByRole('dialog').getByRole('button', { name: 'Starta omröstningen' }).click();
	for (const page of [guest, member]) {
		await page.getByRole('radio', { name: 'Maskiner' }).check();
		await press(page, 'Rösta');
		await expect(page.locator('[data-voted]')).toContainText('Maskiner');
	}
	await tabTo(keys, keys.getByRole('radio', { name: 'Garage' }));
	await keys.keyboard.press('Space');
	await openByKeys(keys, keys.getByRole('button', { name: 'Rösta', exact: true }));
	await expect(keys.locator('[data-voted]')).toContainText('Garage');
	await expect(hall.locator('[data-ballot="open"]')).toContainText('3 har röstat');
	await press(pilot, 'Avsluta omröstningen: Vad först?');
	await press(pilot, 'Avsluta nu');
	await expect(hall.locator('[data-ballot="closed"] dl')).toMatchAriaSnapshot(`
		- term: Maskiner
		- definition: "2"
		- term: Garage
		- definition: "1"
	`);
	await expect(keys.getByRole('table', { name: 'Resultat' })).toMatchAriaSnapshot(`
		- table "Resultat":
		  - rowgroup
		  - rowgroup:
		    - row /Maskiner/
	`);
}

/** The end, the draft, and what a visitor reads at the address that the hall is shown. */
async function conclude({ lead, pilot, hall, keys, id }: Room): Promise<void> {
	await press(pilot, 'Nästa steg');
	await expect(step(keys)).toHaveText('Så går vi vidare');
	await press(pilot, 'Avrunda');
	await expect(hall.locator('[data-rest="wrap_up"]')).toBeVisible();
	await press(pilot, 'Avsluta workshopen');
	await press(pilot, 'Avsluta nu');
	await expect(hall.locator('[data-rest="minutes_draft"]')).toBeVisible();
	await lead.getByRole('link', { name: 'Skriv klart resultatet' }).click();
	await expect(lead.getByRole('region', { name: 'Teman' })).toContainText('Maskiner');
	await expect(lead.getByRole('region', { name: 'Omröstningar' })).toContainText('Vad först?');
	await press(lead, 'Lägg till beslut');
	await lead.getByLabel('Rubrik').fill('Vi byter skyltarna');
	await lead.getByRole('textbox', { name: 'Text', exact: true }).fill('Före påsk.');
	await press(lead, 'Spara');
	await pilot.getByRole('link', { name: 'Till resultatet' }).click();
	await expect(pilot.getByRole('heading', { name: 'Vi byter skyltarna' })).toBeVisible();
	await press(pilot, 'Publicera');
	await pilot.getByRole('dialog').getByRole('button', { name: 'Publicera' }).click();
	await expect(hall.locator('[data-rest="published"]')).toBeVisible();
	const shown = await hall.locator('[data-rest="published"] .address').innerText();
	expect(`http://${shown}`).toBe(`${site}/workshops/${id}/result`);
	await hall.context().clearCookies();
	await hall.goto(`http://${shown}`);
	await expect(hall.getByRole('heading', { level: 1 })).toHaveText(title);
	await expect(hall.getByRole('heading', { name: 'Vi byter skyltarna' })).toBeVisible();
	const themes = hall.getByRole('region', { name: 'Teman' });
	await expect(themes.getByRole('heading', { name: 'Maskiner' })).toBeVisible();
	await themes.getByText('2 lappar').click();
	await expect(themes).toContainText('Skotern behöver en garageplats');
	await clean(hall);
}

test('a whole workshop on six screens, and nobody loses a note when a node is killed', async () => {
	test.setTimeout(360_000);
	const id = await planned();
	const browsers = await Promise.all([browserOn(0, site, ports), browserOn(1, site, ports)]);
	const [here, there] = browsers;
	try {
		const desk = { locale: 'sv-SE', baseURL: site, viewport: { width: 1280, height: 900 } };
		const phone = { ...desk, viewport: { width: 390, height: 800 } };
		const contexts = await Promise.all([
			here.newContext(desk),
			there.newContext(phone),
			here.newContext(desk),
			here.newContext({ ...phone, hasTouch: true }),
			there.newContext(desk),
			there.newContext(desk)
		]);
		const watches = contexts.map((context) => watch(context, site));
		const [gunilla, tomas, projector, , maja, jonas] = contexts;
		for (const context of contexts) context.setDefaultTimeout(20_000);
		await Promise.all([
			signIn(gunilla, 'gunilla', site),
			signIn(projector, 'gunilla', site),
			signIn(tomas, 'tomas', site),
			signIn(maja, 'maja', site),
			signIn(jonas, 'jonas', site)
		]);
		const [lead, pilot, hall, guest, member, keys] = await Promise.all(contexts.map((one) => one.newPage()));
		const room = { id, lead, pilot, hall, guest, member, keys } as Room;
		await test.step('everybody comes in', () => comeIn(room));
		await test.step('it begins', () => begin(room));
		await test.step('a node is killed', () => loseANode(room));
		await test.step('nothing is lost', () => nothingIsLost(room));
		await test.step('groups and dots', () => arrange(room));
		await test.step('questions and speakers', () => talk(room));
		await test.step('a vote', () => vote(room));
		await test.step('the result', () => conclude(room));
		expect(watches.flatMap(({ faults }) => faults)).toEqual([]);
	} finally {
		await Promise.all(browsers.map((one) => one.close()));
	}
});

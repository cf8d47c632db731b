import type { Page } from '@playwright/test';
import { findings } from './door';
import { api, connected, expect, newThread, signIn, test, watch } from './village';

const shots = process.env.E2E_SHOTS;

async function clean(page: Page, name: string): Promise<void> {
	if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
	expect(await findings(page)).toEqual([]);
}

/** A workshop that has ended, in which Maja and Jonas wrote and asked. */
async function ended(title: string): Promise<string> {
	const [gunilla, maja, jonas] = await Promise.all([api('gunilla'), api('maja'), api('jonas')]);
	const thread = await newThread(title);
	const plan = { thread, template: 'dialogue', title, starts_at: '2999-01-01T12:00:00Z' };
	const { id } = await gunilla.post('/api/workshops', plan);
	const path = `/api/workshops/${id}`;
	const led = async (to: string, version: number, body: object) => {
		const answer = await gunilla.call('PUT', `${path}${to}`, body, { 'if-match': `"${version}"` });
		expect(answer.status).toBe(200);
	};
	await led('/stage', 1, { do: 'invite' });
	await led('/stage', 2, { do: 'start' });
	for (const one of [maja, jonas]) await one.call('PUT', `${path}/participation`, {});
	const { steps } = (await (await gunilla.call('GET', path)).json()) as { steps: { id: string }[] };
	const wall = `/walls/${steps[2]!.id}`;
	const notes = [
		await maja.post(`${path}${wall}/notes`, { text: 'Tåget måste gå även på vintern' }),
		await jonas.post(`${path}${wall}/notes`, { text: 'Fler avgångar på kvällen' })
	];
	await led(`${wall}/phase`, 1, { phase: 'revealed' });
	await led(`${wall}/phase`, 2, { phase: 'clustering' });
	await maja.post(`${path}${wall}/clusters`, { name: 'Tåget', notes: notes.map((note) => note.id) });
	await jonas.post(`${path}/questions`, { text: 'Vem betalar?' });
	await led('/stage', 3, { do: 'end' });
	return id;
}

test('a facilitator edits and publishes what came of a workshop, a source contests it, a visitor reads it', async ({
	browser
}) => {
	test.setTimeout(180_000);
	const id = await ended('Tågen till fjällen');
	const result = `${process.env.E2E_URL}/workshops/${id}/result`;
	const desk = { viewport: { width: 1280, height: 900 } };
	const phone = { viewport: { width: 390, height: 800 }, colorScheme: 'dark' as const };
	const [one, other, third] = await Promise.all([
		browser.newContext({ locale: 'sv-SE', ...desk }),
		browser.newContext({ locale: 'en-GB', ...phone }),
		browser.newContext({ locale: 'en-GB', ...desk })
	]);
	const watches = [one, other, third].map((context) => watch(context));
	await Promise.all([signIn(one, 'gunilla'), signIn(other, 'maja')]);
	const [leader, source, visitor] = await Promise.all([one.newPage(), other.newPage(), third.newPage()]);
	for (const page of [source, visitor])
		await page.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));

	await visitor.goto(result);
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('There is no result to read yet');
	await Promise.all([leader.goto(result), source.goto(result)]);
	await Promise.all([connected(leader), connected(source)]);
	const themes = leader.getByRole('region', { name: 'Teman' });
	await expect(themes.getByRole('heading', { level: 3 })).toHaveText('Tåget');
	await themes.getByText('2 lappar').click();
	await expect(themes).toContainText('Fler avgångar på kvällen');
	await clean(leader, 'result-draft-desktop');

	await leader.getByRole('button', { name: 'Lägg till beslut' }).press('Enter');
	await leader.getByLabel('Rubrik').fill('Vi skriver till regionen');
	await leader.getByRole('textbox', { name: 'Text', exact: true }).fill('Före **påsk**.');
	await clean(leader, 'result-editing-desktop');
	await leader.getByRole('button', { name: 'Spara' }).press('Enter');
	await expect(source.getByRole('heading', { name: 'Vi skriver till regionen' })).toBeVisible();

	await leader.getByRole('button', { name: 'Lägg till löfte' }).click();
	await leader.getByLabel('Vad ska göras?').fill('Samla in tidtabeller');
	const owner = leader.getByLabel('Vem är ansvarig?');
	await owner.selectOption({ label: await owner.locator('option', { hasText: 'Maja' }).first().innerText() });
	await leader.getByLabel('Senast').fill('2031-05-01');
	await leader.getByRole('button', { name: 'Spara' }).click();
	const promise = source.locator('[data-kind="promise"]');
	await expect(promise).toContainText('This promise is yours');
	await promise.getByRole('button', { name: 'Right', exact: true }).click();
	await expect(leader.locator('[data-promise="made"]')).toBeVisible();

	await leader.getByRole('button', { name: 'Välj citat' }).click();
	const dialog = leader.getByRole('dialog');
	await dialog.getByLabel('Sök bland lappar och frågor').fill('vintern');
	await clean(leader, 'result-quote-desktop');
	await dialog.getByRole('button', { name: 'Ta med' }).click();
	const quote = source.locator('[data-kind="quote"]');
	await quote.getByRole('button', { name: 'Not right' }).click();
	await quote.getByLabel('What is not right?').fill('Jag menade nattåget.');
	await clean(source, 'result-contesting-phone');
	await quote.getByRole('button', { name: 'Send' }).click();
	await expect(leader.locator('[data-kind="quote"]')).toContainText('Jag menade nattåget.');

	await leader.getByRole('button', { name: 'Publicera' }).click();
	await expect(dialog).toContainText('Sådant som en källa säger inte stämmer');
	await clean(leader, 'result-publishing-desktop');
	await dialog.getByRole('button', { name: 'Publicera' }).click();
	await expect(leader.getByText('Publicerat', { exact: true })).toBeVisible();
	await expect(source.getByText('Published', { exact: true })).toBeVisible();
	await clean(source, 'result-published-phone');

	await visitor.reload();
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tågen till fjällen');
	await expect(visitor.locator('[data-kind="quote"]')).toContainText('Jag menade nattåget.');
	await expect(visitor.getByRole('region', { name: 'Promises' })).toContainText('Promised');
	await expect(visitor.getByRole('button', { name: 'Edit' })).toHaveCount(0);
	const copy = await third.request.get(`${process.env.E2E_URL}/api/workshops/${id}/result.md`);
	expect(await copy.text()).toContain('### Vi skriver till regionen');
	const saved = copy.headers()['content-disposition'];
	expect(saved).toMatch(/^attachment; filename="resultat-tagen-till-fjallen-\d{4}-\d\d-\d\d\.md"$/);
	await clean(visitor, 'result-published-desktop');
	// On paper there is the result and nothing else.
	await visitor.emulateMedia({ media: 'print' });
	for (const role of ['navigation', 'banner', 'complementary', 'contentinfo', 'button'] as const)
		await expect(visitor.getByRole(role)).toHaveCount(0);
	if (shots) {
		await visitor.pdf({ path: `${shots}/result.pdf`, format: 'A4' });
		await visitor.emulateMedia({ media: 'print' });
		await visitor.setViewportSize({ width: 794, height: 1123 });
		await visitor.screenshot({ path: `${shots}/result-print.png`, fullPage: true });
	}
	expect(watches.flatMap(({ faults }) => faults)).toEqual([]);
	await Promise.all([one, other, third].map((context) => context.close()));
});

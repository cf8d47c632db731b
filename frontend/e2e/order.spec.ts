import type { Page } from '@playwright/test';
import { findings } from './door';
import { api, browserOn, connected, expect, newThread, postWith, signIn, test, watch } from './village';

const shots = process.env.E2E_SHOTS;

async function clean(page: Page, name: string): Promise<void> {
	if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
	expect(await findings(page)).toEqual([]);
}

/** Somebody who speaks for an organisation answers in a thread; gives the post. */
async function answerFor(thread: string, text: string): Promise<string> {
	const jonas = await api('jonas');
	const { member } = (await (await jonas.call('GET', '/api/session')).json()) as {
		member: { organisations: { id: string }[] };
	};
	const as = member.organisations[0]!.id;
	return (await jonas.post(`/api/threads/${thread}/posts`, { text, as })).id;
}

test('a facilitator keeps a thread in order, and somebody on another node sees each step', async () => {
	test.setTimeout(240_000);
	const id = await newThread('Var ska leden gå');
	const official = await answerFor(id, 'Vi röjer leden i maj.');
	const aside = (await (await api('maja')).post(`/api/threads/${id}/posts`, { text: 'Och toaletterna?' })).id;
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [one, other] = await Promise.all([
			here.newContext({ locale: 'sv-SE', viewport: { width: 1280, height: 900 } }),
			there.newContext({ locale: 'en-GB', viewport: { width: 390, height: 800 } })
		]);
		const watches = [watch(one), watch(other)];
		await Promise.all([signIn(one, 'gunilla'), signIn(other, 'maja')]);
		const [leader, reader] = await Promise.all([one.newPage(), other.newPage()]);
		await reader.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await Promise.all([
			leader.goto(`${process.env.E2E_URL}/threads/${id}`),
			reader.goto(`${process.env.E2E_URL}/threads/${id}`)
		]);
		await Promise.all([connected(leader), connected(reader)]);
		await expect(postWith(reader, 'Och toaletterna?')).toBeVisible();

		await leader.locator('summary[aria-label="Fler sätt att ordna tråden"]').press('Enter');
		await leader.getByRole('button', { name: 'Fäst överst' }).press('Enter');
		await expect(reader.locator('header', { has: reader.getByRole('heading', { level: 1 }) })).toContainText(
			'Pinned'
		);

		const post = leader.locator(`#p-${official}`);
		await post.locator('summary').press('Enter');
		await post.getByRole('button', { name: 'Märk som officiellt svar' }).press('Enter');
		await expect(reader.locator(`#p-${official}`)).toContainText('Official answer');
		await expect(reader.getByRole('list', { name: 'Answers and requests' })).toContainText('Official answer');
		await clean(reader, 'order-marked-phone');

		await leader.getByRole('button', { name: 'Välj inlägg att flytta' }).click();
		await leader.getByRole('checkbox', { name: 'Välj inlägg 3' }).check();
		await clean(leader, 'order-choosing-desktop');
		await leader.getByRole('button', { name: 'Flytta …' }).click();
		const dialog = leader.getByRole('dialog');
		await dialog.getByRole('textbox', { name: 'Rubrik' }).fill('Toaletter längs leden');
		await dialog.getByLabel('Varför?').fill('En fråga för sig.');
		await clean(leader, 'order-split-desktop');
		await dialog.getByRole('button', { name: 'Flytta', exact: true }).click();
		await expect(leader.getByRole('heading', { level: 1 })).toHaveText('Toaletter längs leden');
		await expect(postWith(reader, 'Och toaletterna?')).toHaveCount(0);
		await expect(postWith(reader, 'Vi röjer leden i maj.')).toBeVisible();

		const split = leader.url().replace(/[?#].*/, '');
		await reader.goto(`${process.env.E2E_URL}/posts/${aside}`);
		await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Toaletter längs leden');
		expect(reader.url()).toContain(split.slice(split.lastIndexOf('/') + 1));
		await expect(postWith(reader, 'Och toaletterna?')).toBeVisible();
		await connected(reader);

		await leader.getByRole('button', { name: 'Avsluta tråden' }).click();
		await leader.getByLabel('Vi är överens om').fill('Två **torrdass**.');
		await leader.getByLabel('Här tycker vi olika').fill('Vem som tömmer dem.');
		await leader.getByLabel('Det här händer sedan').fill('Kommunen svarar i mars.');
		await clean(leader, 'order-closing-desktop');
		await leader.getByRole('button', { name: 'Avsluta med slutsatsen' }).click();
		const conclusion = reader.getByRole('region', { name: 'The thread is closed' });
		await expect(conclusion).toContainText('Två torrdass.');
		await expect(conclusion).toContainText('What happens next');
		await clean(reader, 'order-closed-phone');

		await leader.getByRole('button', { name: 'Öppna tråden igen' }).click();
		await leader.getByLabel('Varför?').fill('Nya uppgifter har kommit.');
		await leader.getByRole('button', { name: 'Öppna igen' }).click();
		await expect(conclusion).toHaveCount(0);

		await reader.goto(`${split}/log`);
		await expect(reader.getByRole('main')).toContainText('Nya uppgifter har kommit.');
		await expect(reader.getByRole('main')).toContainText('En fråga för sig.');
		await clean(reader, 'order-log-phone');
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

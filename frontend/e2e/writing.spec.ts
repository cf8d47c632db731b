import type { Page } from '@playwright/test';
import { findings } from './door';
import {
	address,
	api,
	browserOn,
	connected,
	expect,
	newThread,
	postWith,
	signIn,
	test,
	watch
} from './village';

async function clean(page: Page): Promise<void> {
	expect(await findings(page)).toEqual([]);
}

/** Selects words of the first post as somebody with a mouse does. */
async function select(page: Page, words: string): Promise<void> {
	await page.evaluate((sought) => {
		const walker = document.createTreeWalker(
			document.querySelector('article[id^="p-"]')!,
			NodeFilter.SHOW_TEXT
		);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const at = node.textContent?.indexOf(sought) ?? -1;
			if (at < 0) continue;
			getSelection()?.setBaseAndExtent(node, at, node, at + sought.length);
			return;
		}
		throw new Error(`no ${sought}`);
	}, words);
}

test('a draft begun on one device goes on upon another, on another node', async ({}, info) => {
	test.setTimeout(120_000);
	const id = await newThread('Utkast överallt');
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [phone, desk] = await Promise.all([
			here.newContext({ locale: 'sv-SE', viewport: { width: 390, height: 800 } }),
			there.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
		]);
		const watches = [watch(phone), watch(desk)];
		await Promise.all([signIn(phone, 'maja'), signIn(desk, 'maja')]);
		const [one, other] = await Promise.all([phone.newPage(), desk.newPage()]);
		await other.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await one.goto(`${address}/threads/${id}`);
		await connected(one);
		await one.screenshot({ path: info.outputPath('phone-folded.png') });
		await one.getByLabel('Ditt inlägg').fill('Ett halvskrivet');
		await expect(one.locator('[data-synced]')).toBeVisible();
		await one.screenshot({ path: info.outputPath('phone-open.png') });
		await clean(one);

		await other.goto(`${address}/threads/${id}`);
		await connected(other);
		const box = other.getByLabel('Your post');
		await expect(box).toHaveValue('Ett halvskrivet');
		await box.fill('Ett halvskrivet svar som blev klart');
		await expect(one.getByLabel('Ditt inlägg')).toHaveValue('Ett halvskrivet svar som blev klart');
		await other.goto(`${address}/drafts`);
		await expect(other.getByRole('main')).toContainText('Utkast överallt');
		await other.screenshot({ path: info.outputPath('desk-drafts.png') });
		await clean(other);
		await one.getByRole('button', { name: 'Skicka' }).click();
		await expect(postWith(one, 'som blev klart')).toHaveCount(1);
		await expect(other.getByRole('main')).not.toContainText('Utkast överallt');
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

test('selected words are quoted, somebody is mentioned, a reaction counts, and a change shows its words', async ({}, info) => {
	test.setTimeout(120_000);
	const id = await newThread('Skriva tillsammans', 'Snöskotrarna behöver egna leder. Vad tänker ni?');
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [desk, phone] = await Promise.all([
			here.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } }),
			there.newContext({ locale: 'sv-SE', viewport: { width: 390, height: 800 } })
		]);
		const watches = [watch(desk), watch(phone)];
		await Promise.all([signIn(desk, 'jonas'), signIn(phone, 'maja')]);
		const [page, other] = await Promise.all([desk.newPage(), phone.newPage()]);
		for (const one of [page, other]) one.setDefaultTimeout(15_000);
		await page.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await Promise.all([page.goto(`${address}/threads/${id}`), other.goto(`${address}/threads/${id}`)]);
		await Promise.all([connected(page), connected(other)]);

		const source = await page.locator('article[id^="p-"]').first().getAttribute('id');
		await select(page, 'egna leder');
		await page.getByRole('button', { name: 'Quote', exact: true }).click();
		const box = page.getByLabel('Your post');
		await expect(box).toHaveValue(/^> .+ Demo.+:\n> egna leder\n\n$/);
		await expect(box).toBeFocused();
		await page.keyboard.press('ControlOrMeta+End');
		await page.keyboard.type('Det håller jag med om, @Maja');
		await expect(page.getByRole('option').first()).toContainText('Maja');
		await page.screenshot({ path: info.outputPath('desk-mention.png') });
		await clean(page);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('listbox')).toBeHidden();
		await page.getByLabel('You write as').selectOption({ index: 1 });
		await box.press('ControlOrMeta+Enter');

		const mine = postWith(page, 'Det håller jag med om');
		await expect(mine.locator('.mention')).toContainText('@Maja');
		await expect(mine.locator('blockquote').last()).toContainText('egna leder');
		await mine.locator('blockquote').last().locator('a[href^="/posts/"]').click();
		await expect(page.locator(`#${source}`)).toBeFocused();
		const theirs = postWith(other, 'Det håller jag med om');
		await expect(theirs.locator('.mention')).toContainText('@Maja');

		await page.locator(`#${source}`).getByRole('button', { name: 'Support' }).click();
		await expect(other.locator(`#${source}`)).toContainText('1 organisation');
		await theirs.getByRole('button', { name: 'Tack' }).click();
		await expect(mine).toContainText('Thanks');
		await expect(mine).toContainText('1 person');
		await other.screenshot({ path: info.outputPath('phone-reactions.png'), fullPage: false });
		await clean(other);

		const own = page.locator(`#${await mine.getAttribute('id')}`);
		await own.locator('summary[aria-label^="More about post"]').click();
		await own.getByRole('button', { name: 'Edit', exact: true }).click();
		const edit = own.getByRole('textbox');
		await edit.fill((await edit.inputValue()).replace('håller jag med om', 'stöder jag helt'));
		await own.getByRole('button', { name: 'Save the change' }).click();
		const changed = postWith(page, 'Det stöder jag helt');
		await changed.getByRole('button', { name: /edited/i }).click();
		const history = page.getByRole('dialog');
		await expect(history.locator('ins').first()).toContainText('stöder');
		await expect(history.locator('del').first()).toContainText('håller');
		await page.screenshot({ path: info.outputPath('desk-history.png') });
		await clean(page);
		await page.keyboard.press('Escape');
		await page.keyboard.press('?');
		await expect(page.getByRole('dialog')).toContainText('Quote the selection or the whole post');
		await expect(page.getByRole('dialog')).toContainText('Mention a person or an organisation');
		await page.screenshot({ path: info.outputPath('desk-keys.png') });
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

/** What one ought to know before writing can be read also when half of the window is taken by keys. */
async function noticeAboveKeys(page: Page, path: string): Promise<void> {
	const whole = page.viewportSize()!;
	await page.setViewportSize({ width: whole.width, height: 480 });
	const notice = page.locator('#write').getByText('allmän handling');
	const seen = () =>
		notice.evaluate((words) => {
			const { left, width, top, bottom } = words.getBoundingClientRect();
			return [top + 2, bottom - 2].every((y) =>
				words.parentElement!.contains(document.elementFromPoint(left + width / 4, y))
			);
		});
	await expect.poll(seen).toBe(true);
	await page.screenshot({ path });
	await page.setViewportSize(whole);
}

for (const [name, viewport, hasTouch] of [
	['phone', { width: 390, height: 844 }, true],
	['desk', { width: 1280, height: 800 }, false]
] as const) {
	test.describe(`in the middle of a long thread, ${name}`, () => {
		test.use({ viewport, hasTouch });

		test('the page stands still while one types, and what one sent is in sight', async ({
			page,
			context
		}, info) => {
			const id = await newThread('Skriva mitt i en lång tråd');
			const gunilla = await api('gunilla');
			let middle = '';
			for (let n = 2; n <= 40; n++) {
				const text = `Inlägg ${n}. ${'Vi behöver fler som hör av sig om lederna. '.repeat(4)}`;
				const post = await gunilla.post(`/api/threads/${id}/posts`, { text });
				if (n === 20) middle = post.id;
			}
			await signIn(context, 'maja');
			await page.goto(`/posts/${middle}`);
			await connected(page);
			await expect(page.locator(`#p-${middle}`)).toBeInViewport();
			const box = page.getByLabel('Ditt inlägg');
			const stands = async () => Math.round((await page.locator(`#p-${middle}`).boundingBox())!.y);
			const before = await stands();
			// As a finger does: the browser's own click would first lead the page to the box.
			const at = (await box.boundingBox())!;
			await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
			await expect(page.getByRole('button', { name: 'Skicka' })).toBeVisible();
			for (const words of ['Ett svar', ' på flera', ' rader']) {
				await page.keyboard.type(words);
				await page.keyboard.press('Enter');
			}
			expect(await stands()).toBe(before);
			await page.screenshot({ path: info.outputPath(`${name}-typing.png`) });
			if (hasTouch) await noticeAboveKeys(page, info.outputPath('phone-keys.png'));
			await page.getByRole('button', { name: 'Skicka' }).click();
			const mine = postWith(page, 'Ett svar på flera rader');
			await expect(mine).toBeInViewport();
			await expect(page.locator('#write')).toContainText('Ditt inlägg är publicerat');
			const [end, dock] = await Promise.all([mine.boundingBox(), page.locator('#write').boundingBox()]);
			expect(end!.y + end!.height).toBeLessThanOrEqual(dock!.y + 1);
			if (hasTouch) expect(dock!.height).toBeLessThan(viewport.height / 4);
			await page.screenshot({ path: info.outputPath(`${name}-sent.png`) });
		});
	});
}

import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { findings } from './door';
import { address, browserOn, connected, expect, newThread, postWith, signIn, test, watch } from './village';

/** A grey picture, wide enough to have a smaller one beside it. */
function png(width: number, height: number): Buffer {
	const chunk = (name: string, data: Buffer): Buffer => {
		const named = Buffer.concat([Buffer.from(name), data]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc32(named));
		return Buffer.concat([length, named, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width);
	head.writeUInt32BE(height, 4);
	head.set([8, 0, 0, 0, 0], 8);
	const raw = Buffer.alloc((width + 1) * height, 120);
	for (let y = 0; y < height; y++) raw[y * (width + 1)] = 0; // no filter
	return Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(raw)),
		chunk('IEND', Buffer.alloc(0))
	]);
}

const picture = { name: 'Skoterled – vår.png', mimeType: 'image/png', buffer: png(1400, 500) };
const table = { name: 'räkning.csv', mimeType: 'text/csv', buffer: Buffer.from('led;skotrar\nNorr;12\n') };

async function clean(page: Page): Promise<void> {
	expect(await findings(page)).toEqual([]);
}

const chooser = (page: Page) => page.locator('#write input[type=file]');

/** How wide the image of a post came out; 0 where it did not come. */
const width = (page: Page, text: string) =>
	postWith(page, text)
		.locator('img')
		.evaluate((image: HTMLImageElement) => (image.complete ? image.naturalWidth : 0));

test('an image and a table are attached on a phone, and seen on a desk on another node', async ({}, info) => {
	test.setTimeout(120_000);
	const id = await newThread('Var går leden?');
	const [here, there] = await Promise.all([browserOn(0), browserOn(1)]);
	try {
		const [phone, desk] = await Promise.all([
			here.newContext({ locale: 'sv-SE', viewport: { width: 390, height: 800 } }),
			there.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
		]);
		const watches = [watch(phone), watch(desk)];
		await Promise.all([signIn(phone, 'maja'), signIn(desk, 'jonas')]);
		const [page, other] = await Promise.all([phone.newPage(), desk.newPage()]);
		for (const one of [page, other]) one.setDefaultTimeout(15_000);
		await other.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await Promise.all([page.goto(`${address}/threads/${id}`), other.goto(`${address}/threads/${id}`)]);
		await Promise.all([connected(page), connected(other)]);

		const box = page.getByLabel('Ditt inlägg');
		await box.fill('Här är kartan och räkningen');
		await expect(page.getByRole('button', { name: 'Bifoga filer' })).toBeVisible();
		await chooser(page).setInputFiles([picture, table]);
		const list = page.getByRole('list', { name: 'Bifogade filer' });
		await expect(list.getByText('räkning.csv')).toBeVisible();
		await expect(page.getByLabel('Beskriv bilden för den som inte ser den')).toBeVisible();

		// What cannot be taken is said at once, and costs nothing that was written.
		await chooser(page).setInputFiles({
			name: 'ritning.svg',
			mimeType: 'image/svg+xml',
			buffer: Buffer.from('<svg/>')
		});
		await expect(list.getByRole('alert')).toContainText('Sådana filer kan inte bifogas');
		await list.getByRole('button', { name: 'Ta bort ritning.svg' }).click();
		await expect(box).toHaveValue('Här är kartan och räkningen');

		await page.getByRole('button', { name: 'Skicka' }).click();
		await expect(page.getByRole('alert')).toContainText('Beskriv varje bild');
		await page.getByLabel('Beskriv bilden för den som inte ser den').fill('Karta över leden norr om Åre');
		await expect(page.locator('[data-synced]')).toBeVisible();
		await page.screenshot({ path: info.outputPath('phone-composer.png') });
		// What lies half under the edge of the panel would be too small to hit.
		await list.getByRole('checkbox').evaluate((decorative) => decorative.scrollIntoView({ block: 'center' }));
		await clean(page);

		// All of it is there after the page was closed and opened again.
		await page.reload();
		await connected(page);
		await box.focus();
		await expect(page.getByLabel('Beskriv bilden för den som inte ser den')).toHaveValue(
			'Karta över leden norr om Åre'
		);
		await page.getByRole('button', { name: 'Skicka' }).click();
		await expect(postWith(page, 'Här är kartan')).toHaveCount(1);
		await expect(list).toHaveCount(0);

		for (const one of [page, other]) {
			const image = postWith(one, 'Här är kartan').getByRole('img', { name: 'Karta över leden norr om Åre' });
			await image.scrollIntoViewIfNeeded();
			await expect(image).toBeVisible();
			await expect.poll(() => width(one, 'Här är kartan')).toBe(1200);
		}
		const link = postWith(other, 'Här är kartan').getByRole('link', { name: 'räkning.csv' });
		await expect(link).toContainText('CSV, 20 byte');
		const [download] = await Promise.all([other.waitForEvent('download'), link.click()]);
		expect(download.suggestedFilename()).toBe('räkning.csv');
		await other.screenshot({ path: info.outputPath('desk-post.png') });
		await page.screenshot({ path: info.outputPath('phone-post.png') });
		await Promise.all([clean(page), clean(other)]);
		for (const { faults } of watches) expect(faults).toEqual([]);
	} finally {
		await Promise.all([here.close(), there.close()]);
	}
});

test('a file is pasted, dropped and taken away again, and an edit shows other files', async ({}, info) => {
	test.setTimeout(120_000);
	const id = await newThread('Skyltar längs leden');
	const browser = await browserOn(0);
	try {
		const desk = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
		const { faults } = watch(desk);
		await signIn(desk, 'jonas');
		const page = await desk.newPage();
		page.setDefaultTimeout(15_000);
		await page.addInitScript(() => localStorage.setItem('kraftsam:lang', 'en'));
		await page.goto(`${address}/threads/${id}`);
		await connected(page);
		const box = page.getByLabel('Your post');
		await box.fill('The signs');
		await expect(page.getByRole('button', { name: 'Attach files' })).toBeVisible();
		const hand = async (how: 'paste' | 'drop', name: string) =>
			box.evaluate(
				(target, [kind, called, bytes]) => {
					const data = new DataTransfer();
					data.items.add(
						new File([new Uint8Array(bytes as number[])], called as string, { type: 'image/png' })
					);
					const made =
						kind === 'paste'
							? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
							: new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
					target.dispatchEvent(made);
				},
				[how, name, [...png(20, 10)]] as const
			);
		await hand('paste', 'pasted.png');
		await hand('drop', 'dropped.png');
		const list = page.getByRole('list', { name: 'Attached files' });
		await expect(list.getByRole('group')).toHaveCount(2);
		await list.getByRole('button', { name: 'Remove dropped.png' }).click();
		await expect(list.getByRole('group')).toHaveCount(1);
		// By keyboard: the choice that the image says nothing, and on to sending.
		await list.getByLabel(/decoration only/).focus();
		await page.keyboard.press('Space');
		await box.focus();
		await page.keyboard.press('ControlOrMeta+Enter');
		const post = postWith(page, 'The signs');
		await expect(post.locator('img')).toHaveAttribute('alt', '');

		await post.locator('summary[aria-label^="More about post"]').click();
		await post.getByRole('button', { name: 'Edit', exact: true }).click();
		const edited = page.getByRole('list', { name: 'Attached files' });
		await edited.getByRole('button', { name: 'Remove pasted.png' }).click();
		await page.locator('article input[type=file]').setInputFiles([table]);
		await expect(page.getByRole('group', { name: 'räkning.csv' })).toBeVisible();
		await clean(page);
		await page.getByRole('button', { name: 'Save' }).click();
		await expect(postWith(page, 'The signs').getByRole('link', { name: 'räkning.csv' })).toBeVisible();
		await expect(postWith(page, 'The signs').locator('img')).toHaveCount(0);
		await page.screenshot({ path: info.outputPath('desk-edited.png') });
		expect(faults).toEqual([]);
	} finally {
		await browser.close();
	}
});

import { beforeAll, expect, test } from 'vitest';
import { size } from '$i18n/format';
import { words } from '$i18n/words.svelte';
import { attachedIn, attachmentsBody, fieldOf, shownIn, wrongFiles, type Attached } from './attached';
import { disposition } from './later/upload';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('forum');
});

const image: Attached = { id: 'a', alt: 'En skoter', name: 'bild.png', type: 'image/png', size: 3 };

test('what a draft holds of files comes back, and nonsense is nothing', () => {
	expect(attachedIn({ attachments: fieldOf([image]) })).toEqual([image]);
	for (const attachments of ['', '[', '{}', '7', '[{"id":7}]'])
		expect(attachedIn({ attachments })).toEqual([]);
	expect(attachedIn({})).toEqual([]);
});

test('a field that would be too long keeps what only the writer knows', () => {
	const many = Array.from({ length: 10 }, (_, n) => ({
		...image,
		id: `${n}`.repeat(36),
		name: 'å'.repeat(200),
		alt: 'x'.repeat(300)
	}));
	expect(fieldOf(many).length).toBeLessThan(4_100);
	const kept = attachedIn({ attachments: fieldOf(many) });
	expect(kept.map(({ alt, type }) => [alt?.length, type])).toEqual(many.map(() => [300, 'image/png']));
});

test('a post is sent with ids and descriptions, and without anything where nothing was said of files', () => {
	expect(attachmentsBody({})).toBeUndefined();
	expect(attachmentsBody({ attachments: '[]' })).toEqual([]);
	expect(attachmentsBody({ attachments: fieldOf([image, { id: 'b', alt: 'x', decorative: true }]) })).toEqual(
		[
			{ id: 'a', alt: 'En skoter', decorative: undefined },
			{ id: 'b', alt: undefined, decorative: true }
		]
	);
	expect(shownIn(undefined)).toBe('');
});

test('an image wants words or none, and a file on its way is waited for', () => {
	const wrong = (file: Attached, sending = 0) => wrongFiles({ attachments: fieldOf([file]) }, sending);
	expect(wrong(image)).toBeUndefined();
	expect(wrong({ ...image, alt: ' ' })).toContain('Beskriv');
	expect(wrong({ ...image, alt: undefined, decorative: true })).toBeUndefined();
	expect(wrong({ id: 'c', type: 'application/pdf' })).toBeUndefined();
	expect(wrong(image, 1)).toContain('Vänta');
});

test('names in any writing fit into a header, and sizes are read in the reader’s language', () => {
	expect(disposition("å'(1)*.png")).toBe("attachment; filename*=UTF-8''%C3%A5%27%281%29%2A.png");
	expect([0, 999, 1_000, 999_499, 1_250_000].map(size)).toEqual(['0 B', '999 B', '1 kB', '999 kB', '1,3 MB']);
});

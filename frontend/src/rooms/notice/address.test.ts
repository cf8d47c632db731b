import { afterEach, describe, expect, test, vi } from 'vitest';
import { addressOf, narrowingIn } from './narrowing';
import { lettersOf, wordIn } from './unsubscribing';

describe('what an address narrows the list to', () => {
	test('is a kind, what is unread, or both, and nothing that makes no sense', () => {
		expect(narrowingIn(new URLSearchParams('kind=mention&unread'))).toEqual({
			kind: 'mention',
			unread: true
		});
		expect(narrowingIn(new URLSearchParams('kind=constructor'))).toEqual({});
		expect(narrowingIn(new URLSearchParams())).toEqual({});
	});

	test('leads back to the same', () => {
		for (const address of ['/notices', '/notices?kind=post', '/notices?unread', '/notices?kind=asked&unread'])
			expect(addressOf(narrowingIn(new URL(address, 'http://site.invalid').searchParams))).toBe(address);
	});
});

describe('the word in a letter', () => {
	const word = (address: string) => wordIn(new URL(address, 'http://site.invalid'));
	const answer = (status: number, body: object) =>
		vi.stubGlobal('fetch', async () => Response.json(body, { status }));
	afterEach(() => void vi.unstubAllGlobals());

	test('stands in the address', () => {
		expect(word('/unsubscribe#token=ABC234')).toBe('ABC234');
		// Letters of before.
		expect(word('/unsubscribe?token=ABC234')).toBe('ABC234');
		expect(word('/unsubscribe')).toBe('');
	});

	test('is nothing where it would lead elsewhere', () => {
		for (const odd of ['..', '../member', 'a/b', 'a%20b', 'x'.repeat(65)])
			expect(word(`/unsubscribe?token=${odd}`)).toBe('');
	});

	test('says which letters it ends', async () => {
		answer(200, { what: 'brief' });
		expect(await lettersOf('ABC')).toEqual({ what: 'brief' });
	});

	test('that is forged or too old ends none; without an answer it is not known', async () => {
		expect(await lettersOf('')).toEqual({});
		answer(404, { code: 'unsubscription_unknown' });
		expect(await lettersOf('ABC')).toEqual({});
		answer(503, { code: 'unavailable' });
		expect((await lettersOf('ABC')).problem?.status).toBe(503);
	});
});

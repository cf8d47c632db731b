import { beforeAll, expect, test } from 'vitest';
import { words } from '$i18n/words.svelte';
import { draftOf, opening, slugOf, today } from './areas';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('administration');
});

test('says when an area is open', () => {
	const now = '2026-03-02';
	expect(opening({ valid_from: '2026-01-01' }, now)).toBeUndefined();
	expect(opening({ valid_from: '2026-04-01' }, now)).toBe('öppnar 1 april 2026');
	expect(opening({ valid_from: '2026-01-01', valid_to: '2026-03-02' }, now)).toBe('öppet till 2 mars 2026');
	expect(opening({ valid_from: '2026-01-01', valid_to: '2026-03-01' }, now)).toBe('avslutat 1 mars 2026');
});

test('makes an address of a name', () => {
	expect(slugOf('Skog & träförädling')).toBe('skog-traforadling');
	expect(slugOf('  Å, ä och ö!  ')).toBe('a-a-och-o');
	expect(slugOf(`${'a'.repeat(39)} b`)).toBe('a'.repeat(39));
});

test('a new area opens today, as it is in Stockholm', () => {
	expect(today(new Date('2026-03-01T23:30:00Z'))).toBe('2026-03-02');
	expect(draftOf().valid_from).toBe(today());
});

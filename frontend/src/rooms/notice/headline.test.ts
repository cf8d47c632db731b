import { beforeAll, expect, test } from 'vitest';
import { words } from '$i18n/words.svelte';
import { aRow } from './aRow';
import { aboutWords, dateWords, kinds, whoWords } from './headline';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('notice', 'common');
});

test('five posts are one row that counts them', () => {
	expect(aboutWords(aRow({ events: 5 }))).toBe('5 nya inlägg');
	expect(aboutWords(aRow({ events: 1 }))).toBe('Nytt inlägg');
});

test('what happened is said where the kind alone does not say it', () => {
	expect(aboutWords(aRow({ kind: 'ballot', what: 'ballot.closing' }))).toBe('Omröstningen stänger snart');
	expect(aboutWords(aRow({ kind: 'asked', what: 'ballot.outcome_asked' }))).toBe(
		'Skriv vad det blev av omröstningen'
	);
	expect(aboutWords(aRow({ kind: 'mention', reason: 'organisation' }))).toBe('Din organisation nämns');
});

test('only what one is invited to begins; a promise made there is wished by a day', () => {
	const before = '2026-11-26';
	expect(dateWords({ what: 'workshop.invited', before })).toMatch(/^börjar /);
	expect(dateWords({ what: 'workshop.moved', before })).toMatch(/^börjar /);
	expect(dateWords({ what: 'workshop.promise', before })).toMatch(/^senast /);
	expect(dateWords({ what: 'workshop.published' })).toBeUndefined();
});

test('something that is not known here is told by its kind', () => {
	for (const kind of kinds)
		expect(aboutWords(aRow({ kind, what: 'workshop.begun' }))).not.toContain('notice.');
});

test('names three people at most and counts the others; a name turns nothing around', () => {
	const by = ['Ada', 'Bo', '\u202ECai'].map((name, n) => ({ id: `m${n}`, name }));
	expect(whoWords({ by, people: 3 })).toBe('Ada, Bo, Cai');
	expect(whoWords({ by, people: 7 })).toBe('Ada, Bo, Cai och 4 till');
	expect(whoWords({ by: [], people: 0 })).toBeUndefined();
});

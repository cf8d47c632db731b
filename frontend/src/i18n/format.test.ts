import { beforeEach, expect, test } from 'vitest';
import { ago, byName, date, inLanguage, list, moment, number } from './format';
import { words } from './words.svelte';

const now = Date.parse('2026-11-23T12:00:00Z');

beforeEach(() => words.choose('sv'));

test.each([
	['2026-11-23T11:59:30Z', 'nu'],
	['2026-11-23T12:05:00Z', 'nu'], // a clock that is fast
	['2026-11-23T11:55:00Z', 'för 5 minuter sedan'],
	['2026-11-23T09:00:00Z', 'för 3 timmar sedan'],
	['2026-11-22T11:00:00Z', 'i går'],
	['2026-03-01T12:00:00Z', '1 mars'],
	['2025-03-01T12:00:00Z', '1 mars 2025']
])('%s is told as "%s"', (at, words) => {
	expect(ago(at, now)).toBe(words);
});

test('times are those of Sweden, wherever the reader is', () => {
	expect(date('2026-06-30T22:30:00Z')).toBe('1 juli 2026');
	expect(moment('2026-06-30T22:30:00Z')).toContain('00:30');
});

test('a member who chose another time zone is told its times', () => {
	words.zone = 'Europe/Helsinki';
	expect(moment('2026-06-30T22:30:00Z')).toContain('01:30');
	words.zone = 'Europe/Stockholm';
});

test('English has its own words', async () => {
	await words.choose('en');
	expect(ago('2026-11-22T11:00:00Z', now)).toBe('yesterday');
	expect(list(['a', 'b', 'c'])).toBe('a, b and c');
	expect(inLanguage({ sv: 'Vatten', en: 'Water' })).toBe('Water');
});

test('numbers and lists are written as in Swedish', () => {
	expect(number(132839).replace(/\s/g, ' ')).toBe('132 839');
	expect(list(['a', 'b', 'c'])).toBe('a, b och c');
});

test('what has no words in the language shown is told in Swedish', async () => {
	await words.choose('en');
	expect(inLanguage({ sv: 'Vatten', en: '' })).toBe('Vatten');
});

test('names stand in Swedish order, also for readers of English', async () => {
	await words.choose('en');
	const names = ['Östersund', 'Zinkgruvan', 'Ånge', 'Ärla', 'åre', 'Berg'].map((name) => ({ name }));
	expect(names.sort(byName).map((one) => one.name)).toEqual([
		'Berg',
		'Zinkgruvan',
		'Ånge',
		'åre',
		'Ärla',
		'Östersund'
	]);
});

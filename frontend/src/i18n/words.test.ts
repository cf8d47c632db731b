import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { firstLanguage, say, t, words } from './words.svelte';

type Tree = { [key: string]: string | Tree };

const rooms = readdirSync('src/i18n/sv').map((file) => file.replace('.json', ''));
const read = (lang: string, room: string) =>
	JSON.parse(readFileSync(`src/i18n/${lang}/${room}.json`, 'utf8')) as Tree;

function leaves(tree: Tree, path = ''): [string, string][] {
	return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
		typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`)
	);
}

const blanks = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('the catalogues', () => {
	test('both languages have the same rooms', () => {
		expect(readdirSync('src/i18n/en').sort()).toEqual(readdirSync('src/i18n/sv').sort());
	});

	test.each(rooms)('%s has the same words, with the same blanks, in both languages', (room) => {
		const swedish = Object.fromEntries(leaves(read('sv', room)));
		const english = Object.fromEntries(leaves(read('en', room)));
		expect(Object.keys(english).sort()).toEqual(Object.keys(swedish).sort());
		for (const [key, text] of Object.entries(swedish)) {
			expect([key, blanks(english[key] ?? '')]).toEqual([key, blanks(text)]);
		}
	});

	test.each(rooms)('%s has no empty words and no straight quotation marks', (room) => {
		for (const [key, text] of [...leaves(read('sv', room)), ...leaves(read('en', room))]) {
			expect([key, text.trim() === '' || /["']/.test(text)]).toEqual([key, false]);
		}
	});
});

describe('the words shown', () => {
	beforeAll(() => words.need('area', 'common', 'problem', 'welcome'));
	beforeEach(() => words.choose('sv'));

	test('fills in and counts', () => {
		expect(t('welcome.hello', { name: 'Ada' })).toBe('Hej Ada');
		expect(t('area.threads', { n: 1 })).toBe('1 tråd');
		expect(t('area.threads', { n: 12345 }).replace(/\s/g, ' ')).toBe('12 345 trådar');
	});

	test('a blank that nothing was given for stays visible', () => {
		expect(t('welcome.hello')).toBe('Hej {name}');
	});

	test('what is filled in cannot turn the rest of the phrase around', () => {
		expect(t('welcome.hello', { name: '\u202EadA\u2066' })).toBe('Hej adA');
	});

	test('words that were filled in are not filled in again', () => {
		expect(t('welcome.hello', { name: '{name}' })).toBe('Hej {name}');
	});

	test('change with the language, together with the language of the page', async () => {
		await words.choose('en');
		expect(t('area.threads', { n: 2 })).toBe('2 threads');
		expect(document.documentElement.lang).toBe('en');
	});

	test('words that are asked for while the language changes come in the new one', async () => {
		await words.show('en');
		const changing = words.show('sv');
		const asking = words.need('legal');
		await Promise.all([changing, asking]);
		expect(t('legal.terms.title')).toBe('Villkor');
	});

	test('of two changes at once the last one holds', async () => {
		await Promise.all([words.show('en'), words.show('sv')]);
		expect(words.lang).toBe('sv');
	});

	test('an unknown key has no words', () => {
		expect(say('problem.made_up')).toBeUndefined();
	});
});

describe('the language to begin with', () => {
	test('is the first asked for that there are words in, else Swedish', () => {
		localStorage.clear();
		expect(firstLanguage(['sma', 'sv-SE', 'en'])).toBe('sv');
		expect(firstLanguage(['de', 'en-GB', 'sv'])).toBe('en');
		expect(firstLanguage(['de'])).toBe('sv');
	});

	test('is what was chosen here before', async () => {
		await words.choose('sv');
		expect(firstLanguage(['en'])).toBe('sv');
	});
});

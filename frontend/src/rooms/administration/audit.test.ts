import { beforeAll, expect, test } from 'vitest';
import { words } from '$i18n/words.svelte';
import { aboutWords, actWords } from './audit';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('administration');
});

test('tells what was done, and where', () => {
	const what = 'role.given.facilitator:energi';
	expect(actWords({ what })).toBe('gjorde till samtalsledare');
	expect(aboutWords({ what, about: { kind: 'member', id: 'm1', name: 'Maja' } })).toBe('Maja (energi)');
});

test('names a setting in words', () => {
	const entry = { what: 'setting.changed', about: { kind: 'setting', id: 'contact' } };
	expect(aboutWords(entry)).toBe('hur man når oss');
});

test('an act without words is told by its own name', () => {
	expect(actWords({ what: 'comet.seen' })).toBe('comet.seen');
	expect(aboutWords({ what: 'comet.seen', about: { kind: 'comet', id: 'c1' } })).toBe('c1');
	expect(aboutWords({ what: 'comet.seen' })).toBe('');
});

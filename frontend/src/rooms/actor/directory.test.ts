import { expect, test } from 'vitest';
import type { Organisation } from '$api/types';
import { addressOf, byLetter, isAsking, isTelling, questionOf } from './directory';

const named = (name: string): Organisation => ({
	id: name,
	name,
	kind: 'company',
	sector: 'business',
	level: 'local',
	demo: true
});

test('a question and its address say the same', () => {
	const question = { q: 'sågen & co', sector: 'business', level: '', municipality: '2326' };
	const address = addressOf(question);
	expect(questionOf(new URL(address, 'http://site.example'))).toEqual(question);
	expect(isAsking(question)).toBe(true);
});

test('no question is the plain address', () => {
	const nothing = { q: '  ', sector: '', level: '', municipality: '' };
	expect(addressOf(nothing)).toBe('/organisations');
	expect(isAsking(nothing)).toBe(false);
});

test('the letters come in Swedish order, and what has none comes first', () => {
	const list = ['Östersund', 'Åre', 'zeta', 'Ärla', '3Sam', 'Zinkgruvan'].map(named);
	expect(byLetter(list).map((group) => [group.letter, group.organisations.map((one) => one.name)])).toEqual([
		['#', ['3Sam']],
		['Z', ['zeta', 'Zinkgruvan']],
		['Å', ['Åre']],
		['Ä', ['Ärla']],
		['Ö', ['Östersund']]
	]);
});

test('is careful where an organisation may tell something sensitive', () => {
	expect(
		['sameby', 'sami_parliament', 'sami_organisation', 'union'].map((kind) => isTelling(kind as never))
	).toEqual([true, true, true, true]);
	expect(isTelling('company')).toBe(false);
});

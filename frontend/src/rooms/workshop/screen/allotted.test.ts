import { expect, test } from 'vitest';
import type { Cluster, Note } from '$api/wall';
import type { Group } from '../wall/shown';
import { allotted } from './allotted';

const notes = (n: number) =>
	Array.from({ length: n }, (_, at) => ({ note: { id: `n${at}` } as Note, sources: [] }));
const group = (id: string, n: number): Group => ({
	cluster: id ? ({ id, name: id } as Cluster) : undefined,
	notes: notes(n)
});
const counts = (groups: Group[]) => allotted(groups).groups.map((one) => [one.id, one.notes.length, one.sum]);

test('a few notes are all shown, and loose notes only where there are any', () => {
	expect(counts([group('', 0), group('a', 3), group('b', 0)])).toEqual([
		['a', 3, 3],
		['b', 0, 0]
	]);
});

test('of many notes each group shows some, and what one leaves free others take', () => {
	expect(counts([group('', 100), group('a', 2)])).toEqual([
		['', 16, 100],
		['a', 2, 2]
	]);
	expect(counts(Array.from({ length: 20 }, (_, at) => group(`g${at}`, 10)))[0]).toEqual(['g0', 1, 10]);
});

test('where there is less room fewer are shown, and counted', () => {
	const { groups, many } = allotted([group('', 30)], 5);
	expect([groups[0]?.notes.length, groups[0]?.sum, many]).toEqual([16, 30, true]);
});

import { expect, test } from 'vitest';
import { aRowAbout } from './aRow';
import { merge } from './merge';

const ids = (rows: { thing: { id: string } }[]) => rows.map(({ thing }) => thing.id);
const [a, b, c] = ['a', 'b', 'c'].map((id) => aRowAbout(id)) as [
	ReturnType<typeof aRowAbout>,
	ReturnType<typeof aRowAbout>,
	ReturnType<typeof aRowAbout>
];

test('a row changes where it stands', () => {
	const fresh = { ...b, events: 5, id: 'n9' };
	const { rows, waiting } = merge([a, b], { items: [fresh, a], after: null }, false);
	expect(ids(rows)).toEqual(['a', 'b']);
	expect(rows[1]).toEqual(fresh);
	expect(waiting).toEqual([]);
});

test('a new row waits, and so does one that was read and has something to read again', () => {
	const read = { ...b, unread: false };
	const { rows, waiting } = merge([a, read], { items: [c, b, a], after: null }, false);
	expect(rows).toEqual([a, read]);
	expect(ids(waiting)).toEqual(['c', 'b']);
});

test('what is gone goes, where the whole list was read', () => {
	expect(ids(merge([a, b, c], { items: [a, c], after: null }, false).rows)).toEqual(['a', 'c']);
	expect(merge([a, b], { items: [], after: null }, false).rows).toEqual([]);
});

test('what was only pushed out of the part that was read stays', () => {
	const { rows, waiting } = merge([a, b], { items: [c, a], after: 'on' }, false);
	expect(ids(rows)).toEqual(['a', 'b']);
	expect(ids(waiting)).toEqual(['c']);
});

test('among unread ones a row that was read elsewhere stays, as read', () => {
	const { rows } = merge([a, b], { items: [b], after: null }, true);
	expect(rows.map(({ unread }) => unread)).toEqual([false, true]);
});

test('of two kinds about one thing each has its row', () => {
	const mention = { ...a, kind: 'mention' as const, id: 'n7' };
	expect(merge([a], { items: [mention, a], after: null }, false).waiting).toEqual([mention]);
});

import { expect, test } from 'vitest';
import { calmly, present } from './calm';

const rows = (...ids: string[]) => ids.map((id) => present({ id }));
const said = (shown: ReturnType<typeof rows>) =>
	shown.map(({ item, gone }) => item.id + (gone ? ' gone' : ''));

test('what others decided stays in its place, and what came stands last', () => {
	const shown = calmly(rows('a', 'b', 'c'), [{ id: 'd' }, { id: 'a' }, { id: 'c' }], []);
	expect(said(shown)).toEqual(['a', 'b gone', 'c', 'd']);
});

test('what the reader decided leaves', () => {
	const shown = calmly(rows('a', 'b'), [{ id: 'b' }], ['a']);
	expect(said(shown)).toEqual(['b']);
});

test('what came back is there again', () => {
	const gone = calmly(rows('a'), [], []);
	expect(said(calmly(gone, [{ id: 'a' }], []))).toEqual(['a']);
});

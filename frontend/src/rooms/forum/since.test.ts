import { expect, test } from 'vitest';
import type { Ask, Reply, Since } from '$api/types';
import { once } from './since';
import { Village } from './village';

const thread = (id: string) => ({ ...new Village().thread, id });
const reply = (id: string, thread: string) => ({ id, thread }) as Reply;
const ask = (href: string): Ask => ({ kind: 'vote', id: href, href, title: '', at: '' });
const part = <Item>(total: number, ...items: Item[]) => ({ total, items });

const since = (given: Partial<Since>): Since => ({
	since: '',
	at: '',
	decided: part(0),
	asked: part(0),
	replies: part(0),
	fresh: part(0),
	unread: 0,
	...given
});

test('a thread is listed once, in the part that weighs most', () => {
	const told = once(
		since({
			decided: part(1, thread('a')),
			asked: part(1, ask('/threads/b#ballot-1')),
			replies: part(4, reply('p1', 'a'), reply('p2', 'c'), reply('p3', 'c')),
			fresh: part(
				9,
				thread('a'),
				thread('b'),
				thread('c'),
				thread('d'),
				thread('e'),
				thread('f'),
				thread('g')
			)
		}),
		3
	);
	expect(told.decided.items.map(({ id }) => id)).toEqual(['a']);
	expect(told.asked.total).toBe(1);
	expect(told.replies.items.map(({ id }) => id)).toEqual(['p2', 'p3']);
	expect(told.fresh.items.map(({ id }) => id)).toEqual(['d', 'e', 'f']);
	// How much there is in all is told without what stands elsewhere.
	expect([told.replies.total, told.fresh.total]).toEqual([3, 6]);
});

test('what a part does not show is told by another', () => {
	const told = once(
		since({ decided: part(2, thread('a'), thread('b')), fresh: part(2, thread('a'), thread('b')) }),
		1
	);
	expect([told.decided.items.map(({ id }) => id), told.fresh.items.map(({ id }) => id)]).toEqual([
		['a'],
		['b']
	]);
});

test('what leads elsewhere than to a thread hides none', () => {
	const told = once(since({ asked: part(1, ask('/administration')), fresh: part(1, thread('a')) }), 3);
	expect(told.fresh.total).toBe(1);
});

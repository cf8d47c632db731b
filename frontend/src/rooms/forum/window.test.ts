import { describe, expect, it } from 'vitest';
import type { Post, PostState } from '$api/types';
import { dice, orSomethingMoves, something, Village, without } from './village';
import { apply, extend, rearranged, type ThreadWindow } from './window';

const open = (village: Village, where = {}): ThreadWindow => {
	const { items, before, after } = village.page(where);
	const thread = without(village.state, 'topic', 'seq', 'epoch');
	return { thread, posts: items, before, after };
};

/** Without what only a reader's own answer tells. */
const bare = (window: ThreadWindow) => ({
	thread: { ...window.thread, may: undefined },
	posts: window.posts.map((post) => ({ ...post, may: undefined, mine: undefined }))
});

const applyAll = (window: ThreadWindow, village: Village, seq: number) =>
	village.events(seq).reduce((now, event) => apply(now, event, 'ada'), window);

describe('state + event = the state read again', () => {
	it.each(Array.from({ length: 200 }, (_, seed) => [seed]))('dice %i', (seed) => {
		const roll = dice(seed);
		const village = new Village();
		for (let i = roll(30); i > 0; i--) something(village, roll);
		const before = open(village, { limit: 200 });
		const { seq } = village.position;
		for (let i = 1 + roll(30); i > 0; i--) something(village, roll);
		// Events that the state showed already may come again.
		const after = applyAll(before, village, Math.max(0, seq - roll(10)));
		expect(bare(after)).toEqual(bare(open(village, { limit: 200 })));
		expect(bare(applyAll(after, village, 0))).toEqual(bare(after));
	});

	it.each(Array.from({ length: 200 }, (_, seed) => [seed]))('where posts come and go, dice %i', (seed) => {
		const roll = dice(seed + 3000);
		const village = new Village();
		for (let i = 1 + roll(20); i > 0; i--) orSomethingMoves(village, roll);
		const before = open(village, { limit: 200 });
		const { seq } = village.position;
		for (let i = 1 + roll(20); i > 0; i--) orSomethingMoves(village, roll);
		// What the state showed already may come again, and what comes after a reading was read by it.
		const follow = (from: ThreadWindow, after: number) =>
			village
				.events(after)
				.reduce(
					(now, event) => (rearranged(event) ? open(village, { limit: 200 }) : apply(now, event, 'ada')),
					from
				);
		const again = open(village, { limit: 200 });
		expect(bare(follow(before, seq))).toEqual(bare(again));
		expect(bare(follow(again, 0))).toEqual(bare(again));
	});

	it.each(Array.from({ length: 200 }, (_, seed) => [seed]))('in a window in the middle, dice %i', (seed) => {
		const roll = dice(seed + 1000);
		const village = new Village();
		for (let i = 0; i < 40; i++) village.post();
		const around = { around: `p${5 + roll(30)}`, limit: 10 };
		const before = open(village, around);
		const { seq } = village.position;
		for (let i = 1 + roll(20); i > 0; i--) something(village, roll);
		const after = applyAll(before, village, seq);
		const ids = new Set(before.posts.map((post) => post.id));
		const again = open(village, { limit: 200 });
		const expected =
			before.after === null
				? again.posts.slice(before.posts[0]!.number - 1)
				: again.posts.filter(({ id }) => ids.has(id));
		expect(bare(after)).toEqual(bare({ ...again, posts: expected }));
		expect(after.thread.posts).toBe(village.posts.length);
	});
});

describe('what an event does', () => {
	it('its data counts and not its name', () => {
		const village = new Village();
		village.post('bo');
		const window = open(village);
		const data: PostState = { ...village.posts[0]!, version: 2, withdrawn: true, text: '' };
		const after = apply(window, { topic: '', seq: 2, type: 'post.edited', at: '', data }, 'ada');
		expect(after.posts[0]).toMatchObject({ withdrawn: true, text: '' });
	});

	it('an older version than the one that is shown changes nothing', () => {
		const village = new Village();
		village.post('bo');
		village.edit('p1', 'nytt');
		const window = open(village);
		const data: PostState = { ...village.posts[0]!, version: 1, text: 'gammalt' };
		expect(apply(window, { topic: '', seq: 1, type: 'post.added', at: '', data }, 'ada').posts[0]?.text).toBe(
			'nytt'
		);
	});

	it('hidden words that a moderator read stay with the moderator', () => {
		const village = new Village();
		village.post('bo', 'dolda ord');
		const read = open(village);
		const mine: Post = { ...read.posts[0]!, hidden: true, version: 2 };
		const data: PostState = { ...mine, text: '', html: '' as Post['html'] };
		const after = apply(
			{ ...read, posts: [mine] },
			{ topic: '', seq: 2, type: 'post.edited', at: '', data },
			'mo'
		);
		expect(after.posts[0]?.text).toBe('dolda ord');
	});

	it('one may edit and withdraw what one just wrote, and nothing that is withdrawn', () => {
		const village = new Village();
		const window = open(village);
		village.post('ada');
		village.post('bo');
		const after = applyAll(window, village, 0);
		expect(after.posts.map((post) => post.may.edit)).toEqual([true, false]);
		village.withdraw('p1');
		expect(applyAll(after, village, 2).posts[0]?.may).toEqual({
			edit: false,
			withdraw: false,
			language: false,
			react: false
		});
	});

	it('a reaction changes the counts and not what the reader knows of their own', () => {
		const village = new Village();
		village.post('bo');
		const window = open(village);
		const own: ThreadWindow = { ...window, posts: [{ ...window.posts[0]!, mine: ['support'] }] };
		village.react('p1');
		const [post] = applyAll(own, village, 1).posts;
		expect(post?.reactions).toEqual([{ kind: 'support', organisations: 0, persons: 1 }]);
		expect(post?.mine).toEqual(['support']);
		village.edit('p1', 'nytt');
		expect(applyAll(own, village, 2).posts[0]?.mine).toEqual(['support']);
		village.withdraw('p1');
		expect(applyAll(own, village, 3).posts[0]).toMatchObject({ reactions: [], mine: undefined });
	});

	it('of a kind that we do not know yet changes nothing', () => {
		const village = new Village();
		const window = open(village);
		expect(apply(window, { topic: '', seq: 1, type: 'pin.added', at: '', data: {} }, 'ada')).toBe(window);
	});

	it('a new thread comes with its first post in one event', () => {
		const village = new Village();
		const window = open(village);
		const post = village.post('ada');
		const data = { ...village.thread, post };
		const after = apply(window, { topic: '', seq: 1, type: 'thread.added', at: '', data }, 'bo');
		expect(after.posts.map(({ id }) => id)).toEqual(['p1']);
		expect(after.thread).not.toHaveProperty('post');
	});
});

describe('a post that went to another thread', () => {
	it('is no part of this one, whatever an old event tells of it', () => {
		const village = new Village();
		village.post('bo');
		const window = open(village);
		const elsewhere: PostState = { ...village.posts[0]!, id: 'p9', number: 2, thread: 't2' };
		const told = { topic: '', seq: 2, type: 'post.added', at: '', data: elsewhere };
		expect(apply(window, told, 'ada')).toBe(window);
		const emptied = { ...told, data: { ...elsewhere, thread: 't1', moved: true, text: '' } };
		expect(apply(window, emptied, 'ada')).toBe(window);
	});
});

describe('reading more', () => {
	it('joins pages without doubles, in order, and keeps the newer version', () => {
		const village = new Village();
		for (let i = 0; i < 20; i++) village.post();
		let window = open(village, { after: 'p10', limit: 5 });
		village.edit('p11', 'nytt');
		window = applyAll(window, village, 20);
		const stale = { ...village.page({ before: 'p13', limit: 5 }) };
		stale.items = stale.items.map((post) => ({ ...post, version: 1, text: 'gammalt' }));
		window = extend(window, stale, 'before');
		expect(window.posts.map((post) => post.number)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
		expect(window.posts.find((post) => post.id === 'p11')?.text).toBe('nytt');
		expect(window.before).toBe('p8');
		expect(window.after).toBe('p15');
	});
});

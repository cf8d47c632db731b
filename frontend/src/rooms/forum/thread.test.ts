import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '$api/problem';
import { fakeLive } from '$live/fakeSocket';
import { ThreadFollower } from './thread.svelte';
import { dice, orSomethingMoves, something, Village } from './village';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

/** A reader of a thread of `count` posts who stands on a live connection. */
function reader(count: number, where: { around?: string; limit?: number } = {}) {
	const village = new Village();
	for (let i = 0; i < count; i++) village.post('bo');
	const around = fakeLive();
	const reads = {
		thread: vi.fn(async () => village.state),
		posts: vi.fn(async (at: object) => village.page(at))
	};
	const start = { thread: village.state, posts: village.page(where) };
	const came = vi.fn();
	const follower = new ThreadFollower(start, around.client, reads, { member: () => 'ada', came });
	const stop = follower.follow([start.thread, start.posts]);
	around.socket().open();
	let had = village.position.seq;
	around.socket().accept(had);
	/** Sends what happened since the last call. */
	const tell = () => {
		around.socket().say(...village.events(had));
		had = village.position.seq;
	};
	return { ...around, village, follower, reads, tell, stop, came };
}

describe('new posts', () => {
	it('wait behind a button while the reader is elsewhere', () => {
		const { village, follower, tell, came } = reader(3);
		village.post('bo');
		village.post('cai');
		tell();
		expect(follower.shown).toHaveLength(3);
		expect(follower.waiting).toBe(2);
		expect(came).toHaveBeenCalledTimes(2);
		follower.reveal();
		expect(follower.shown.map((post) => post.number)).toEqual([1, 2, 3, 4, 5]);
	});

	it('are shown at once to a reader at the end, and when they are the own ones', () => {
		const { village, follower, tell } = reader(3);
		follower.atEnd = true;
		village.post('bo');
		tell();
		expect(follower.waiting).toBe(0);
		follower.atEnd = false;
		village.post('ada');
		tell();
		expect(follower.waiting).toBe(0);
	});

	it('wait with everything else while the reader pauses', () => {
		const { village, follower, tell } = reader(3);
		follower.atEnd = true;
		follower.pause(true);
		village.post('bo');
		village.edit('p1', 'ändrat');
		tell();
		expect(follower.held).toHaveLength(2);
		expect(follower.shown.map((post) => post.text)).toEqual(['inlägg 1', 'inlägg 2', 'inlägg 3']);
		follower.pause(false);
		expect(follower.shown.map((post) => post.text)).toEqual(['ändrat', 'inlägg 2', 'inlägg 3', 'inlägg 4']);
	});

	it('outside what was read change only the count', () => {
		const { village, follower, tell } = reader(120, { around: 'p50', limit: 20 });
		village.post('bo');
		tell();
		expect(follower.window.posts).toHaveLength(20);
		expect(follower.thread.posts).toBe(121);
	});
});

describe('a facilitator moves posts', () => {
	it('and what is left is read anew, at the place where the reader stands', async () => {
		const { village, follower, reads, tell } = reader(120, { around: 'p60', limit: 20 });
		village.moveAway('p2');
		tell();
		await settle();
		expect(reads.posts).toHaveBeenLastCalledWith({ around: 'p50', limit: 100 });
		expect(follower.window.posts.find(({ id }) => id === 'p50')?.number).toBe(49);
		expect(follower.thread.posts).toBe(119);
	});

	it('and whoever stood at one that went away stands in the thread that is left', async () => {
		const { village, follower, tell } = reader(30);
		village.moveAway('p1');
		tell();
		await settle();
		expect(follower.shown[0]).toMatchObject({ id: 'p2', number: 1 });
		expect(follower.over).toBe(false);
	});

	it('and a reading that fails is tried again', async () => {
		const { village, follower, reads, tell } = reader(3);
		reads.thread.mockRejectedValueOnce(new Problem(0, 'unanswered'));
		village.moveAway('p2');
		tell();
		await settle();
		expect(follower.shown).toHaveLength(3);
		await vi.advanceTimersByTimeAsync(5_000);
		expect(follower.shown.map(({ id }) => id)).toEqual(['p1', 'p3']);
	});
});

describe('reading more', () => {
	it('both ways, to both ends', async () => {
		const { follower } = reader(120, { around: 'p60', limit: 20 });
		while (follower.window.before !== null) await follower.more('before');
		await follower.toEnd();
		expect(follower.shown.map((post) => post.number)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
	});

	it('asks again for events that an older page does not show', async () => {
		const { village, follower, reads, tell, socket } = reader(60, { limit: 50 });
		const old = village.page({ after: 'p50' });
		reads.posts.mockImplementationOnce(async () => old);
		village.post('bo');
		village.edit('p55', 'ändrat');
		tell();
		await follower.more('after');
		expect(socket().last('subscribe')).toMatchObject({ after: 60 });
		socket().accept(62);
		socket().say(...village.events(60));
		expect(follower.window.posts.map((post) => post.text)).toEqual(village.posts.map((post) => post.text));
	});

	it('not to an end that is far away', async () => {
		const { follower, reads } = reader(500, { limit: 20 });
		expect(follower.later).toBe(480);
		await follower.toEnd();
		expect(reads.posts).not.toHaveBeenCalled();
	});

	it('tells what went wrong and can be tried again', async () => {
		const { follower, reads } = reader(60, { limit: 50 });
		reads.posts.mockRejectedValueOnce(new Problem(0, 'unanswered'));
		await follower.more('after');
		expect(follower.problem?.unanswered).toBe(true);
		await follower.more('after');
		expect(follower.problem).toBeUndefined();
		expect(follower.shown).toHaveLength(60);
	});

	it('has an own post on the page also where no event comes', async () => {
		const { village, follower } = reader(3);
		const { id } = village.post('ada');
		await follower.include({ id, version: 1, at: '', ...village.position });
		expect(follower.shown.map((post) => post.id)).toContain(id);
	});
});

describe('when the log can not tell', () => {
	it('the state is read again where the reader stands, then watched from there', async () => {
		const { village, follower, socket } = reader(60, { around: 'p30', limit: 20 });
		village.epoch = 'e2';
		village.posts = village.posts.slice(0, 40);
		socket().say({ topic: village.topic, reset: true, seq: 60, epoch: 'e2' });
		await settle();
		expect(follower.window.posts.some((post) => post.id === 'p20')).toBe(true);
		expect(socket().last('subscribe')).toMatchObject({ after: 60, epoch: 'e2' });
	});

	it('a post that is gone in the restored history does not stop the reading', async () => {
		const { village, follower, reads, socket } = reader(5);
		reads.posts.mockRejectedValueOnce(new Problem(404, 'post_unknown'));
		village.epoch = 'e2';
		socket().say({ topic: village.topic, reset: true, seq: 5, epoch: 'e2' });
		await settle();
		expect(follower.over).toBe(false);
		expect(follower.shown).toHaveLength(5);
	});

	it('a server that has much to do is asked again when it says; the right to read did not end', async () => {
		const { village, follower, reads, socket } = reader(5);
		reads.thread.mockRejectedValueOnce(new Problem(429, 'too_many_requests', [], undefined, 20));
		socket().say({ topic: village.topic, reset: true, seq: 5, epoch: 'e1' });
		await vi.advanceTimersByTimeAsync(19_000);
		expect([follower.over, reads.thread.mock.calls.length]).toEqual([false, 1]);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(reads.thread).toHaveBeenCalledTimes(2);
	});

	it('tries until the state can be read', async () => {
		const { village, reads, socket } = reader(5);
		reads.thread.mockRejectedValueOnce(new Problem(503, 'database_unavailable'));
		socket().say({ topic: village.topic, reset: true, seq: 5, epoch: 'e1' });
		await vi.advanceTimersByTimeAsync(4_000);
		expect(reads.thread).toHaveBeenCalledTimes(2);
		expect(socket().sent.filter((frame) => frame.op === 'subscribe')).toHaveLength(2);
	});
});

describe('the end of it', () => {
	it('a right that ended is told', () => {
		const { village, follower, socket } = reader(1);
		socket().say({ topic: village.topic, revoked: true });
		expect(follower.over).toBe(true);
	});

	it('a closed thread is closed on the page, and what one may do is read again', async () => {
		const { village, follower, tell, reads } = reader(1);
		village.close(true);
		tell();
		expect(follower.thread).toMatchObject({ state: 'closed', closure: { text: 'Klart' } });
		await settle();
		expect(reads.thread).toHaveBeenCalledOnce();
	});

	it('nothing is heard after it', () => {
		const { village, follower, tell, stop } = reader(1);
		stop();
		village.post('bo');
		tell();
		expect(follower.window.posts).toHaveLength(1);
	});
});

it('presence and typing are shown while they are fresh', () => {
	const { village, follower, socket, tell } = reader(1);
	socket().say({ topic: village.topic, signal: 'presence', count: 7, names: ['Bo'] });
	socket().say({ topic: village.topic, signal: 'typing', by: { id: 'bo', name: 'Bo' } });
	expect(follower.present).toEqual({ count: 7, names: ['Bo'] });
	expect(follower.typists.list.map(({ name }) => name)).toEqual(['Bo']);
	village.post('bo');
	tell();
	expect(follower.typists.list).toEqual([]);
	socket().say({ topic: village.topic, signal: 'typing', by: { id: 'bo', name: 'Bo' } });
	vi.advanceTimersByTime(6_000);
	expect(follower.typists.list).toEqual([]);
	socket().fail(1006);
	expect(follower.present).toBeUndefined();
});

it.each(
	[something, orSomethingMoves].flatMap((happens) => Array.from({ length: 60 }, (_, n) => ({ happens, n })))
)('after losses, resets, moves and paging the page is the state, dice $n', async ({ happens, n }) => {
	const roll = dice(n + 5000);
	const { village, follower, client, socket } = reader(roll(80), { limit: 1 + roll(30) });
	let had = village.position.seq;
	for (let step = 0; step < 60; step++) {
		const kind = roll(12);
		if (kind < 7) happens(village, roll);
		else if (kind === 7) await follower.more('after');
		else if (kind === 8) client.restart();
		else if (kind === 9) socket().say({ topic: village.topic, reset: true, seq: had, epoch: 'e1' });
		await settle();
		if (socket().readyState === 0) socket().open();
		// The server's side: it answers each subscribe and then sends what the log has after it.
		for (const frame of socket().sent.splice(0)) {
			if (frame.op !== 'subscribe') continue;
			had = frame.after as number;
			socket().say({ id: frame.id, ok: true, ...village.position });
		}
		if (roll(3) > 0) {
			socket().say(...village.events(had));
			had = village.position.seq;
		}
		await settle();
	}
	for (const frame of socket().sent.splice(0)) {
		if (frame.op !== 'subscribe') continue;
		had = frame.after as number;
		socket().say({ id: frame.id, ok: true, ...village.position });
	}
	socket().say(...village.events(had));
	await follower.toEnd();
	await settle();
	const first = follower.window.posts[0]?.number ?? 1;
	expect(follower.window.posts.map(({ id, version, text }) => [id, version, text])).toEqual(
		village.posts.slice(first - 1).map(({ id, version, text }) => [id, version, text])
	);
	expect(follower.thread).toMatchObject({ posts: village.posts.length, state: village.thread.state });
});

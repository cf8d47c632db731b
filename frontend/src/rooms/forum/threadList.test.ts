import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Thread } from '$api/types';
import { fakeLive } from '$live/fakeSocket';
import { ThreadListFollower } from './threadList.svelte';
import { Village } from './village';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TOPIC = 'area:upplevelser';
const settle = () => vi.advanceTimersByTimeAsync(0);
const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString();

/** An area with threads t1, t2, t3, the latest activity in t1. */
function area() {
	let busy = false;
	const thread = (id: string, minute: number): Thread => ({
		...new Village().thread,
		id,
		title: id,
		posts: 1,
		last_activity_at: at(minute)
	});
	const server = new Map([3, 2, 1].map((minute, n) => [`t${n + 1}`, thread(`t${n + 1}`, minute)]));
	const list = () => ({
		items: [...server.values()].sort(
			(a, b) => Date.parse(b.last_activity_at) - Date.parse(a.last_activity_at)
		),
		before: null,
		after: null as string | null,
		topic: TOPIC,
		seq: 5,
		epoch: 'e1'
	});
	const reads = { threads: vi.fn(async () => list()), thread: vi.fn(async (id: string) => server.get(id)!) };
	const came = vi.fn();
	const around = fakeLive();
	const follower = new ThreadListFollower(list(), around.client, reads, { busy: () => busy, came });
	const stop = follower.follow([list()]);
	around.socket().open();
	around.socket().accept(5);
	const say = (id: string, minute: number) =>
		around.socket().say({ topic: TOPIC, signal: 'activity', thread: id, at: at(minute) });
	const post = (id: string, minute: number) => {
		const had = server.get(id)!;
		server.set(id, { ...had, posts: had.posts + 1, last_activity_at: at(minute) });
		say(id, minute);
	};
	const order = () => follower.rows.map((row) => row.thread.id);
	return {
		...around,
		follower,
		reads,
		came,
		stop,
		post,
		say,
		order,
		thread,
		server,
		setBusy: (on: boolean) => (busy = on)
	};
}

it('a thread where something happens moves up, and says so', async () => {
	const { post, order, follower, came } = area();
	post('t3', 10);
	await settle();
	expect(order()).toEqual(['t3', 't1', 't2']);
	expect(follower.rows[0]).toMatchObject({ fresh: true, thread: { posts: 2 } });
	expect(came).toHaveBeenCalledOnce();
});

it('a thread that is pinned goes first and stays there, whatever happens in others', async () => {
	const { post, order, server, say } = area();
	server.set('t3', { ...server.get('t3')!, pinned: true, version: 2 });
	say('t3', 1);
	await settle();
	expect(order()).toEqual(['t3', 't1', 't2']);
	post('t2', 20);
	await settle();
	expect(order()).toEqual(['t3', 't2', 't1']);
	server.set('t3', { ...server.get('t3')!, pinned: false, version: 3 });
	say('t3', 1);
	await vi.advanceTimersByTimeAsync(3_000);
	expect(order()).toEqual(['t2', 't1', 't3']);
});

it('a thread that was merged into another, or that a filter does not let through, leaves the list', async () => {
	const { order, server, say } = area();
	server.set('t2', { ...server.get('t2')!, moved: true, version: 2 });
	say('t2', 3);
	await settle();
	expect(order()).toEqual(['t1', 't3']);
});

it('nothing moves while the reader points at the list', async () => {
	const { post, order, follower, setBusy } = area();
	setBusy(true);
	post('t3', 10);
	await settle();
	expect(order()).toEqual(['t1', 't2', 't3']);
	expect(follower.unsorted).toBe(true);
	follower.settle();
	expect(order()).toEqual(['t3', 't1', 't2']);
});

it('a lively thread is not read again for each post', async () => {
	const { post, reads } = area();
	for (let minute = 10; minute < 40; minute++) {
		post('t2', minute);
		await settle();
	}
	expect(reads.thread).toHaveBeenCalledTimes(1);
	await vi.advanceTimersByTimeAsync(3_000);
	expect(reads.thread).toHaveBeenCalledTimes(2);
});

it('a new thread comes on top, once', async () => {
	const { socket, order, thread, came } = area();
	const data = { ...thread('t4', 20), post: {} };
	socket().say({ topic: TOPIC, seq: 6, type: 'thread.added', at: at(20), data });
	socket().say({
		topic: TOPIC,
		seq: 7,
		type: 'thread.changed',
		at: at(20),
		data: { ...data, version: 2, title: 'nytt' }
	});
	await settle();
	expect(order()).toEqual(['t4', 't1', 't2', 't3']);
	expect(came).toHaveBeenCalledOnce();
});

it('what happened while the connection was away is read when it is back', async () => {
	const { socket, server, order, reads } = area();
	server.set('t2', { ...server.get('t2')!, posts: 9, last_activity_at: at(30) });
	socket().fail(1006);
	await vi.advanceTimersByTimeAsync(500);
	socket().open();
	socket().accept(5);
	await settle();
	expect(reads.threads).toHaveBeenCalledOnce();
	expect(order()).toEqual(['t2', 't1', 't3']);
});

it('a reset reads the list again and goes on', async () => {
	const { socket } = area();
	socket().say({ topic: TOPIC, reset: true, seq: 5, epoch: 'e1' });
	await settle();
	expect(socket().last('subscribe')).toMatchObject({ id: 2, after: 5 });
});

it('a thread that comes twice while paging is shown once', async () => {
	const { follower, reads, order } = area();
	follower.after = 'cursor';
	reads.threads.mockImplementationOnce(async () => ({
		...(await reads.threads()),
		after: null
	}));
	await follower.more();
	expect(order()).toEqual(['t1', 't2', 't3']);
	expect(follower.after).toBeNull();
});

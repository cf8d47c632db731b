import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeLive, memory } from './fakeSocket';

const TOPIC = 'thread:42';
const event = (seq: number, topic = TOPIC) => ({
	topic,
	seq,
	type: 'post.added',
	at: '2026-01-01T00:00:00.000Z',
	data: {}
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client that watches TOPIC after 57 on an open connection. */
function standing() {
	const around = fakeLive();
	const watcher = memory();
	const watch = around.client.watch(TOPIC, watcher, { seq: 57, epoch: 'e1' });
	around.socket().open();
	around.socket().accept(57);
	return { ...around, watcher, watch };
}

describe('subscribing', () => {
	it('asks after what it has, with the epoch, and hands on events in order', () => {
		const { socket, watcher, watch } = standing();
		expect(socket().last('subscribe')).toEqual({
			id: 1,
			op: 'subscribe',
			topic: TOPIC,
			after: 57,
			epoch: 'e1'
		});
		socket().say(event(58), event(59));
		expect(watcher.seen).toEqual([58, 59]);
		expect(watch.position).toEqual({ seq: 59, epoch: 'e1' });
	});

	it('begins at the head when it has nothing, and moves only by events', () => {
		const { client, socket } = fakeLive();
		const watcher = memory();
		const watch = client.watch(TOPIC, watcher);
		socket().open();
		expect(socket().last('subscribe')).not.toHaveProperty('after');
		socket().accept(10);
		socket().say(event(11));
		expect(watcher.seen).toEqual([11]);
		expect(watch.position?.seq).toBe(11);
	});

	it('does not let the head of an answer move what it has', () => {
		const { client, socket } = fakeLive();
		const watcher = memory();
		client.watch(TOPIC, watcher, { seq: 57, epoch: 'e1' });
		socket().open();
		socket().accept(60);
		socket().say(event(58), event(59), event(60));
		expect(watcher.seen).toEqual([58, 59, 60]);
	});

	it('reads several objects in a frame and skips empty lines', () => {
		const { socket, watcher } = standing();
		socket().onmessage?.({ data: `${JSON.stringify(event(58))}\n\n${JSON.stringify(event(59))}` });
		expect(watcher.seen).toEqual([58, 59]);
	});

	it('hears nothing of a topic after it left it', () => {
		const { socket, watcher, watch } = standing();
		watch.stop();
		expect(socket().last('unsubscribe')).toMatchObject({ topic: TOPIC });
		socket().say(event(58));
		expect(watcher.seen).toEqual([]);
	});

	it('lets a second watch take the place of the first, whose stop then does nothing', () => {
		const { client, socket, watcher, watch } = standing();
		const second = memory();
		client.watch(TOPIC, second, { seq: 57, epoch: 'e1' });
		watch.stop();
		socket().say(event(58));
		expect(second.seen).toEqual([]);
		socket().accept(58);
		socket().say(event(58));
		expect(second.seen).toEqual([58]);
		expect(watcher.seen).toEqual([]);
	});

	it('takes all topics over one connection and asks for each again after a loss', () => {
		const { client, socket, sockets } = standing();
		client.watch('area:upplevelser', memory(), { seq: 3, epoch: 'e1' });
		expect(sockets).toHaveLength(1);
		socket().fail(1006);
		vi.advanceTimersByTime(500);
		socket().open();
		expect(socket().sent.map((frame) => frame.topic)).toEqual([TOPIC, 'area:upplevelser']);
	});
});

describe('what ends a subscription', () => {
	it.each([
		['as an answer', (id: unknown) => ({ id, topic: TOPIC, reset: true, seq: 9000, epoch: 'e2' })],
		['while it runs', () => ({ topic: TOPIC, reset: true, seq: 9000, epoch: 'e2' })]
	])('a reset %s: nothing is asked until the state was read again', (_, frame) => {
		const { socket, watcher, watch, client } = standing();
		if (_ === 'as an answer') client.restart();
		if (_ === 'as an answer') socket().open();
		socket().say(frame(socket().last('subscribe').id));
		expect(watcher.told).toContain('reset 9000 e2');
		const asked = socket().sent.length;
		socket().say(event(58));
		expect(watcher.seen).toEqual([]);
		expect(socket().sent).toHaveLength(asked);
		watch.resume({ seq: 9001, epoch: 'e2' });
		expect(socket().last('subscribe')).toMatchObject({ after: 9001, epoch: 'e2' });
	});

	it('revoked: no event is taken and nothing is asked again, not even after a reconnect', () => {
		const { socket, watcher, client } = standing();
		socket().say({ topic: TOPIC, revoked: true }, event(58));
		expect(watcher.told).toContain('revoked');
		expect(watcher.seen).toEqual([]);
		client.restart();
		expect(client.state).toBe('closed');
	});

	it('a refusal is told once, by its code', () => {
		const { client, socket } = fakeLive();
		const watcher = memory();
		client.watch(TOPIC, watcher);
		socket().open();
		const { id } = socket().last('subscribe');
		socket().say({ id, ok: false, topic: TOPIC, problem: { status: 404, code: 'topic_unknown' } });
		expect(watcher.told).toEqual(['refused topic_unknown']);
	});

	it('503 to a subscribe is asked again after a second', () => {
		const { client, socket } = fakeLive();
		client.watch(TOPIC, memory(), { seq: 1, epoch: 'e1' });
		socket().open();
		const { id } = socket().last('subscribe');
		socket().say({ id, ok: false, topic: TOPIC, problem: { status: 503, code: 'database_unavailable' } });
		expect(socket().sent).toHaveLength(1);
		vi.advanceTimersByTime(1000);
		expect(socket().sent).toHaveLength(2);
	});
});

describe('the order', () => {
	it.each([
		['a hole', 60],
		['a double', 57]
	])('%s is reported, dropped and asked for again after what we have', (_, seq) => {
		const { socket, watcher, faults } = standing();
		socket().say(event(seq));
		expect(watcher.seen).toEqual([]);
		expect(faults).toEqual(['order']);
		expect(socket().last('subscribe')).toMatchObject({ id: 2, after: 57 });
		// What the old subscription still sends before the answer is not ours.
		socket().say(event(58));
		socket().accept(60);
		socket().say(event(58), event(59), event(60));
		expect(watcher.seen).toEqual([58, 59, 60]);
	});

	it('broken again and again: slower each time, then the state is read again', () => {
		const { socket, watcher } = standing();
		for (let i = 0; i < 4; i++) {
			socket().say(event(99));
			vi.advanceTimersByTime(5_000);
			if (i < 3) socket().accept(99);
		}
		expect(watcher.told.filter((told) => told.startsWith('reset'))).toEqual(['reset 57 e1']);
	});
});

describe('close codes', () => {
	it.each([1001, 1006, 1011, 1012, 4408])(
		'%i: reconnects with back-off and goes on after what it had',
		(code) => {
			const { socket, sockets, client, faults } = standing();
			socket().say(event(58));
			socket().fail(code);
			expect(client.state).toBe('waiting');
			vi.advanceTimersByTime(499);
			expect(sockets).toHaveLength(1);
			vi.advanceTimersByTime(1);
			socket().open();
			expect(socket().last('subscribe')).toMatchObject({ after: 58, epoch: 'e1' });
			expect(faults).toEqual([]);
		}
	);

	it.each([1003, 1007, 1009, 4429])('%i: is reported, and the next try waits long', (code) => {
		const { socket, sockets, faults } = standing();
		socket().fail(code);
		expect(faults).toEqual(['closed']);
		vi.advanceTimersByTime(15_999);
		expect(sockets).toHaveLength(1);
		vi.advanceTimersByTime(1);
		expect(sockets).toHaveLength(2);
	});

	it('4401: tells the session, tries once as whoever is left, then stays until a restart', async () => {
		const { socket, sockets, client, ended } = standing();
		socket().fail(4401);
		expect(client.state).toBe('ended');
		expect(ended).toHaveBeenCalledOnce();
		await vi.advanceTimersByTimeAsync(0);
		expect(sockets).toHaveLength(2);
		socket().open();
		socket().fail(4401);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(sockets).toHaveLength(2);
		expect(client.state).toBe('ended');
		client.restart();
		expect(sockets).toHaveLength(3);
	});

	it('waits longer from loss to loss, up to 30 s, until a connection held', () => {
		const { socket, sockets } = standing();
		const waits: number[] = [];
		for (let i = 0; i < 9; i++) {
			socket().fail(1006);
			const before = sockets.length;
			let waited = 0;
			while (sockets.length === before) waited += (vi.advanceTimersByTime(250), 250);
			waits.push(waited);
		}
		expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
		socket().open();
		vi.advanceTimersByTime(5_000);
		socket().fail(1006);
		vi.advanceTimersByTime(500);
		expect(sockets).toHaveLength(11);
	});

	it.each([
		[1012, 4_000],
		[4429, 30_000]
	])('%i: who was let in again and again waits %i ms at most', (code, most) => {
		const { socket, sockets } = standing();
		for (let i = 0; i < 9; i++) {
			socket().fail(code);
			vi.advanceTimersByTime(most);
			expect(sockets).toHaveLength(i + 2);
			socket().open();
		}
		socket().fail(code);
		vi.advanceTimersByTime(most - 1);
		expect(sockets).toHaveLength(10);
	});
});

describe('signals', () => {
	it('are sent only where the subscription stands, and heard', () => {
		const { socket, watch, watcher } = standing();
		watch.signal('typing');
		expect(socket().last('signal')).toEqual({ op: 'signal', topic: TOPIC, kind: 'typing' });
		socket().say({ topic: TOPIC, signal: 'presence', count: 7, names: [] });
		expect(watcher.told).toContain('signal presence');
		socket().fail(1006);
		watch.signal('typing');
		expect(watcher.told.at(-1)).toBe('fallen');
		expect(socket().sent.filter((frame) => frame.op === 'signal')).toHaveLength(1);
	});
});

describe('a line that is dead without saying so', () => {
	it('is found by a probe that nobody answers', () => {
		const { client, socket } = standing();
		client.wake();
		expect(socket().last('unsubscribe')).toMatchObject({ topic: 'probe' });
		vi.advanceTimersByTime(3_999);
		expect(client.state).toBe('open');
		vi.advanceTimersByTime(1);
		expect(client.state).toBe('waiting');
	});

	it('is alive as soon as anything at all is heard', () => {
		const { client, socket } = standing();
		client.wake();
		socket().say(event(58));
		vi.advanceTimersByTime(10_000);
		expect(client.state).toBe('open');
	});

	it('is asked when it was quiet for long', () => {
		const { socket } = standing();
		vi.advanceTimersByTime(20_000);
		expect(socket().last('unsubscribe')).toMatchObject({ topic: 'probe' });
	});

	it('is opened again at once when the network comes back', () => {
		const { client, socket, sockets } = standing();
		socket().fail(1006);
		client.wake();
		expect(sockets).toHaveLength(2);
	});
});

it('reports what it can not read and goes on', () => {
	const { socket, faults, watcher } = standing();
	socket().onmessage?.({ data: '{"topic":' });
	expect(faults).toEqual(['unreadable']);
	socket().say(event(58));
	expect(watcher.seen).toEqual([58]);
});

it('reports a refusal that belongs to no request', () => {
	const { socket, faults } = standing();
	socket().say({ ok: false, problem: { status: 400, code: 'frame_malformed' } });
	expect(faults).toEqual(['refused']);
});

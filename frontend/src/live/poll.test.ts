import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeLive, memory } from './fakeSocket';

const TOPIC = 'thread:42';
const event = (seq: number) => ({ topic: TOPIC, seq, type: 'post.added', at: '', data: {} });
const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
	new Response(JSON.stringify(body), { status, headers });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose answers the test gives one by one; each request waits for its answer. */
function server() {
	const asked: URL[] = [];
	const waiting: ((response: Response | Error) => void)[] = [];
	const fetcher = ((url: string, init: RequestInit) => {
		asked.push(new URL(url, 'http://here'));
		return new Promise<Response>((resolve, reject) => {
			init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
			waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
		});
	}) as typeof fetch;
	const answer = async (response: Response | Error) => {
		const next = waiting.shift();
		if (!next) throw new Error('nothing was asked');
		next(response);
		await vi.advanceTimersByTimeAsync(0);
	};
	return { asked, answer, fetcher };
}

/** A client none of whose handshakes came through. */
async function blocked() {
	const other = server();
	const around = fakeLive(other.fetcher);
	const watcher = memory();
	const watch = around.client.watch(TOPIC, watcher, { seq: 57, epoch: 'e1' });
	for (const wait of [500, 1000, 2000]) {
		around.socket().fail(1006);
		if (wait < 2000) await vi.advanceTimersByTimeAsync(wait);
	}
	return { ...around, ...other, watcher, watch };
}

describe('where WebSockets do not open', () => {
	it('the events come by long poll after three failed handshakes', async () => {
		const { asked, answer, watcher, client, watch } = await blocked();
		expect(asked[0]?.pathname).toBe('/api/topics/thread%3A42/events');
		expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
			wait: '25',
			after: '57',
			epoch: 'e1'
		});
		await answer(json({ topic: TOPIC, seq: 59, epoch: 'e1', events: [event(58), event(59)] }));
		expect(client.state).toBe('polling');
		expect(watcher.seen).toEqual([58, 59]);
		expect(watch.position?.seq).toBe(59);
		expect(asked[1]?.searchParams.get('after')).toBe('59');
	});

	it('goes on trying the socket, and goes back to it without missing or doubling', async () => {
		const { socket, sockets, asked, answer, watcher, client } = await blocked();
		await answer(json({ topic: TOPIC, seq: 58, epoch: 'e1', events: [event(58)] }));
		await vi.advanceTimersByTimeAsync(2_000);
		expect(sockets).toHaveLength(4);
		expect(client.state).toBe('polling');
		expect(watcher.told).toEqual(['standing']);
		socket().open();
		expect(client.state).toBe('open');
		expect(socket().last('subscribe')).toMatchObject({ after: 58 });
		await answer(json({ topic: TOPIC, seq: 59, epoch: 'e1', events: [event(59)] }));
		expect(watcher.seen).toEqual([58]);
		socket().accept(59);
		socket().say(event(59));
		expect(watcher.seen).toEqual([58, 59]);
		expect(asked).toHaveLength(2);
	});

	it('an ill-ordered list is not believed', async () => {
		const { answer, watcher, faults, asked } = await blocked();
		await answer(json({ topic: TOPIC, seq: 60, epoch: 'e1', events: [event(58), event(60)] }));
		expect(watcher.seen).toEqual([58]);
		expect(faults).toEqual(['order']);
		expect(asked[1]?.searchParams.get('after')).toBe('58');
	});

	it('a reset waits for the state to be read again', async () => {
		const { answer, watcher, watch, asked } = await blocked();
		await answer(json({ topic: TOPIC, reset: true, seq: 9, epoch: 'e2' }));
		expect(watcher.told).toContain('reset 9 e2');
		await vi.advanceTimersByTimeAsync(2_000);
		expect(asked).toHaveLength(1);
		watch.resume({ seq: 9, epoch: 'e2' });
		await vi.advanceTimersByTimeAsync(2_000);
		expect(asked[1]?.searchParams.get('epoch')).toBe('e2');
	});

	it('waits as long as the server asks', async () => {
		const { answer, asked, client } = await blocked();
		await answer(json({ code: 'too_many_requests' }, 429, { 'retry-after': '7' }));
		expect(client.state).toBe('waiting');
		await vi.advanceTimersByTimeAsync(6_900);
		expect(asked).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(100);
		expect(asked).toHaveLength(2);
	});

	it('says that nothing gets through while nothing does', async () => {
		const { answer, client } = await blocked();
		await answer(new Error('network'));
		expect(client.state).toBe('waiting');
	});

	it('a refusal ends it', async () => {
		const { answer, watcher, asked } = await blocked();
		await answer(json({ code: 'topic_unknown', status: 404 }, 404));
		expect(watcher.told).toEqual(['refused topic_unknown']);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(asked).toHaveLength(1);
	});

	it('a session that ended is told as over the socket', async () => {
		const { answer, ended } = await blocked();
		await answer(json({ code: 'session_missing' }, 401));
		expect(ended).toHaveBeenCalledOnce();
	});

	it('does not take all connections that a browser has when many topics are watched', async () => {
		const { client, asked } = await blocked();
		for (const topic of ['area:a', 'area:b', 'area:c'])
			client.watch(topic, memory(), { seq: 1, epoch: 'e1' });
		await vi.advanceTimersByTimeAsync(0);
		expect(asked.filter((url) => url.searchParams.get('wait') === '25').length).toBeLessThanOrEqual(2);
	});
});

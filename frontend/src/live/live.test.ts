import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeSocket, memory } from './fakeSocket';
import { connection, listenToBrowser, live, onEnded } from './live.svelte';

const sockets: FakeSocket[] = [];
const newest = () => sockets.at(-1)!;
let stop: () => void;

beforeEach(() => {
	vi.useFakeTimers();
	sockets.length = 0;
	vi.stubGlobal(
		'WebSocket',
		class extends FakeSocket {
			constructor(readonly url: string) {
				super();
				sockets.push(this);
			}
		}
	);
	stop = listenToBrowser();
	live.watch('thread:1', memory(), { seq: 1, epoch: 'e1' });
	newest().open();
	newest().accept(1);
});
afterEach(() => {
	stop();
	live.close();
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

it('tells within five seconds that there is no network, also where the socket does not notice', () => {
	expect(connection.state).toBe('open');
	dispatchEvent(new Event('offline'));
	// A last frame that was on its way does not prove anything.
	newest().say({ topic: 'thread:1', signal: 'presence', count: 1, names: [] });
	vi.advanceTimersByTime(5_000);
	expect(connection.state).toBe('offline');
	expect(connection.up).toBe(false);
});

it('goes on where the network is gone but the server answers, as on the same machine', () => {
	dispatchEvent(new Event('offline'));
	for (let second = 0; second < 10; second++) {
		vi.advanceTimersByTime(1_000);
		newest().say({ id: newest().last('unsubscribe').id as number, ok: true, topic: 'probe' });
	}
	expect(connection.state).toBe('open');
});

it('opens again at once when the network is back', () => {
	dispatchEvent(new Event('offline'));
	vi.advanceTimersByTime(5_000);
	const before = sockets.length;
	dispatchEvent(new Event('online'));
	expect(sockets.length).toBeGreaterThanOrEqual(before);
	newest().open();
	expect(newest().last('subscribe')).toMatchObject({ after: 1 });
	expect(connection.state).toBe('open');
});

it('hands an ended session to whoever looks after it', async () => {
	const ended = vi.fn(async () => {});
	onEnded(ended);
	newest().fail(4401);
	expect(connection.state).toBe('ended');
	await vi.advanceTimersByTimeAsync(0);
	expect(ended).toHaveBeenCalledOnce();
	expect(sockets).toHaveLength(2);
});

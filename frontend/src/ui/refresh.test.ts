import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '$api/problem';
import { pauseAfter, Refresh, untilHad } from './refresh.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minute = () => vi.advanceTimersByTimeAsync(60_000);
const failing = (problem: unknown) => vi.fn(() => Promise.reject(problem));

test('what fails is read a few times a minute, ever less often, and says so', async () => {
	const read = failing(new Problem(0, 'unanswered'));
	const refresh = new Refresh(read);
	refresh.soon();
	await minute();
	const first = read.mock.calls.length;
	expect(first).toBeGreaterThanOrEqual(3);
	expect(first).toBeLessThanOrEqual(6);
	expect(refresh.failed).toBe(true);
	await minute();
	expect(read.mock.calls.length - first).toBeLessThanOrEqual(2);
	refresh.stop();
});

test('a house where much happens asks no more often for that', async () => {
	const read = failing(new Problem(503, 'database_unavailable'));
	const refresh = new Refresh(read);
	for (let n = 0; n < 600; n++) {
		refresh.soon();
		await vi.advanceTimersByTimeAsync(100);
	}
	expect(read.mock.calls.length).toBeLessThanOrEqual(6);
	refresh.stop();
});

test('nothing is asked before the server lets it', async () => {
	const read = failing(new Problem(429, 'too_many_requests', [], undefined, 90));
	const refresh = new Refresh(read);
	refresh.soon();
	for (let n = 0; n < 89; n++) {
		await vi.advanceTimersByTimeAsync(1_000);
		refresh.soon();
	}
	expect(read).toHaveBeenCalledOnce();
	await minute();
	expect(read).toHaveBeenCalledTimes(2);
	refresh.stop();
});

test('one reading at a time; what came meanwhile is one reading more', async () => {
	let open = 0;
	let most = 0;
	const read = vi.fn(async () => {
		most = Math.max(most, ++open);
		await new Promise((done) => setTimeout(done, 5_000));
		open--;
	});
	const refresh = new Refresh(read);
	for (let n = 0; n < 4; n++) {
		refresh.soon();
		void refresh.now();
		await vi.advanceTimersByTimeAsync(1_000);
	}
	await minute();
	expect([most, read.mock.calls.length]).toEqual([1, 2]);
});

test('who asks during a reading gets what is read after it', async () => {
	let at = 0;
	const read = vi.fn(() => {
		const began = ++at;
		return new Promise<number>((done) => setTimeout(() => done(began), 100));
	});
	const refresh = new Refresh(read);
	void refresh.now();
	let done = 0;
	void refresh.now().then(() => (done = at));
	void refresh.now();
	await vi.advanceTimersByTimeAsync(150);
	expect(done).toBe(0);
	await vi.advanceTimersByTimeAsync(100);
	expect([done, at]).toEqual([2, 2]);
});

test('who asks themselves need not wait, and what went well is not asked again', async () => {
	let well = false;
	const read = vi.fn(() => (well ? Promise.resolve() : Promise.reject(new Problem(0, 'unanswered'))));
	const refresh = new Refresh(read);
	await refresh.now();
	expect(refresh.failed).toBe(true);
	well = true;
	await refresh.now();
	expect([refresh.failed, read.mock.calls.length]).toEqual([false, 2]);
	await minute();
	expect(read).toHaveBeenCalledTimes(2);
});

test('when the line is back it is asked at once, but not before the server lets it', async () => {
	let problem = new Problem(0, 'unanswered');
	const read = vi.fn(() => Promise.reject(problem));
	const refresh = new Refresh(read);
	await refresh.now();
	problem = new Problem(429, 'too_many_requests', [], undefined, 30);
	refresh.wake();
	expect(read).toHaveBeenCalledTimes(2);
	await vi.advanceTimersByTimeAsync(100);
	refresh.wake();
	await vi.advanceTimersByTimeAsync(29_000);
	expect(read).toHaveBeenCalledTimes(2);
	refresh.stop();
});

test('what was refused for good is not asked again by itself', async () => {
	const read = failing(new Problem(404, 'not_found'));
	const refresh = new Refresh(read);
	refresh.soon();
	await minute();
	expect([read.mock.calls.length, refresh.failed]).toEqual([1, true]);
	refresh.stop();
});

test('who is gone asks nothing', async () => {
	const read = failing(new Problem(0, 'unanswered'));
	const refresh = new Refresh(read);
	refresh.soon();
	await vi.advanceTimersByTimeAsync(1_000);
	refresh.stop();
	refresh.soon();
	await refresh.now();
	await minute();
	expect(read).toHaveBeenCalledOnce();
});

test('pauses grow, come apart, and end growing', () => {
	const problem = new Problem(0, 'unanswered');
	const pauses = [0, 1, 2, 20].map((n) => [0, 1].map((dice) => pauseAfter(n, problem, () => dice)));
	expect(pauses).toEqual([
		[2_000, 4_000],
		[4_000, 8_000],
		[8_000, 16_000],
		[30_000, 60_000]
	]);
});

test('what nobody presses a button for is fetched until it comes', async () => {
	const fetched = vi
		.fn<() => Promise<string>>()
		.mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
		.mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
		.mockResolvedValue('here');
	const had = untilHad(fetched);
	await minute();
	expect(await had).toBe('here');
	expect(fetched).toHaveBeenCalledTimes(3);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '$api/problem';
import { Tally } from './tally';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(truth: () => number = () => 0) {
	const shown: number[] = [];
	const ask = vi.fn(() => Promise.resolve(truth()));
	const tally = new Tally(
		ask,
		(n) => shown.push(n),
		Date.now,
		() => 0
	);
	return { tally, ask, shown };
}

test('what is told is shown at once, and asked about by nobody', async () => {
	const { tally, ask, shown } = setUp();
	tally.tell(3);
	expect(shown).toEqual([3]);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(ask).not.toHaveBeenCalled();
});

test('of two tellings that may have crossed the server has the last word', async () => {
	const { tally, shown } = setUp(() => 2);
	tally.tell(2);
	await vi.advanceTimersByTimeAsync(1_000);
	tally.tell(3);
	expect(shown).toEqual([2, 3]);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(shown).toEqual([2, 3, 2]);
});

test('an answer during which something was told is asked for again', async () => {
	let answer: ((n: number) => void) | undefined;
	const shown: number[] = [];
	const ask = vi.fn(() => new Promise<number>((done) => (answer = done)));
	const tally = new Tally(
		ask,
		(n) => shown.push(n),
		Date.now,
		() => 0
	);
	tally.check();
	tally.tell(4);
	answer?.(3);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(shown).toEqual([4]);
	expect(ask).toHaveBeenCalledTimes(2);
	answer?.(4);
	await vi.advanceTimersByTimeAsync(60_000);
	expect([shown, ask.mock.calls.length]).toEqual([[4], 2]);
});

test('without an answer it is asked again, ever less often', async () => {
	const ask = vi.fn(() => Promise.reject(new Error('away')));
	const tally = new Tally(
		ask,
		() => undefined,
		Date.now,
		() => 0
	);
	tally.check();
	await vi.advanceTimersByTimeAsync(13_000);
	expect(ask).toHaveBeenCalledTimes(3);
	tally.end();
	await vi.advanceTimersByTimeAsync(600_000);
	expect(ask).toHaveBeenCalledTimes(3);
});

test('a server that says when is not asked before, whatever happens', async () => {
	const ask = vi.fn(() => Promise.reject(new Problem(429, 'too_many_requests', [], undefined, 60)));
	const tally = new Tally(
		ask,
		() => undefined,
		Date.now,
		() => 0
	);
	for (let n = 0; n < 50; n++) {
		tally.check();
		await vi.advanceTimersByTimeAsync(1_000);
	}
	expect(ask).toHaveBeenCalledOnce();
	tally.end();
});

test('no count is below nothing, and what is no number is no count', () => {
	const { tally, shown } = setUp();
	tally.tell(-2);
	tally.tell(Number.NaN);
	expect(shown).toEqual([0]);
});

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
	let state = seed;
	return (sides) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * sides);
	};
}

test('after 10,000 random steps, told by ways that cross, the bell is right whenever the house is quiet, and never negative', async () => {
	const roll = dice(20260);
	let truth = 0;
	const shown: number[] = [];
	const ask = () =>
		new Promise<number>((done, fail) => {
			// An answer holds what was so when it was made, and travels; now and then it is lost.
			setTimeout(() => {
				const then = truth;
				setTimeout(() => (roll(20) === 0 ? fail(new Error('lost')) : done(then)), roll(1_500));
			}, roll(300));
		});
	const tally = new Tally(
		ask,
		(n) => shown.push(n),
		Date.now,
		() => roll(100) / 100
	);
	tally.check();
	for (let step = 0; step < 10_000; step++) {
		truth = roll(4) === 0 ? 0 : Math.max(0, truth + roll(3) - 1);
		// An event counts when it is sent, a signal when it was written; both may be late.
		const written = truth;
		if (roll(2) === 0) setTimeout(() => tally.tell(written), roll(2_000));
		else {
			setTimeout(() => {
				const sent = truth;
				setTimeout(() => tally.tell(sent), roll(1_000));
			}, roll(1_000));
		}
		await vi.advanceTimersByTimeAsync(roll(8) === 0 ? roll(5_000) : roll(200));
		if (roll(500) > 0) continue;
		await vi.advanceTimersByTimeAsync(600_000);
		expect([step, tally.shown]).toEqual([step, truth]);
	}
	expect(shown.length).toBeGreaterThan(1_000);
	expect(Math.min(...shown)).toBeGreaterThanOrEqual(0);
});

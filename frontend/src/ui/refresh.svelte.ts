import { asProblem, type Problem } from '$api/problem';

/** Between two readings, so that a lively house is not asked all the time. */
const APART_MS = 2_000;
/** After a failed reading: longer each time, up to a limit. */
const AGAIN_MS = 4_000;
const AGAIN_MOST_MS = 60_000;

/**
 * How long to wait after a number of failures (0 is the first) until it is asked again: never before the server lets us, at
 * least half of the time that the failures tell, and not when every other screen asks.
 */
export function pauseAfter(failures: number, caught: unknown, random: () => number = Math.random): number {
	const most = Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** Math.min(failures, 16));
	const pause = (most * (1 + random())) / 2;
	const { retryAfter } = asProblem(caught);
	return retryAfter === undefined ? pause : Math.max(pause, retryAfter * 1000 * (1 + random() / 4));
}

/** Fetches what nobody presses a button for, until it comes. */
export async function untilHad<Had>(fetched: () => Promise<Had>): Promise<Had> {
	for (let failures = 0; ; failures++) {
		try {
			return await fetched();
		} catch (caught) {
			await new Promise((resolve) => setTimeout(resolve, pauseAfter(failures, caught)));
		}
	}
}

/** What a later try may mend; who has no right to read something need not ask again by itself. */
const passes = ({ refused, status }: Problem): boolean => !refused || status === 429 || status === 408;

/** Reads again what may have changed: one reading at a time, not too often, and ever less often while it fails. */
export class Refresh {
	/** The last reading failed: what is shown may be old. */
	failed = $state(false);
	busy = $state(false);
	#running: Promise<void> | undefined;
	/** The reading that was asked for during it. */
	#next: Promise<void> | undefined;
	#wanted = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#due = 0;
	#readAt = -Infinity;
	#notBefore = -Infinity;
	/** It is the server that said when. */
	#told = false;
	#failures = 0;
	#over = false;

	constructor(
		private readonly read: () => Promise<unknown>,
		private readonly apart = APART_MS
	) {}

	/**
	 * Something may have changed: it is read in a moment. It touches no state before, so that an effect that calls it is not
	 * run again by what the reading changes.
	 */
	soon(wait = 0): void {
		if (this.#over) return;
		if (this.#running) {
			this.#wanted = true;
			return;
		}
		const now = Date.now();
		const due = Math.max(now + wait, this.#readAt + this.apart, this.#notBefore);
		if (this.#timer && this.#due <= due) return;
		clearTimeout(this.#timer);
		this.#due = due;
		this.#timer = setTimeout(() => void this.now(), due - now);
	}

	/** The line is back, or somebody looks again: now, unless the server said when. */
	wake(): void {
		if (this.#told) this.soon();
		else if (!this.#running) void this.now();
	}

	/** Somebody asks for it: now, or after the reading that is under way. It never throws, `failed` tells. */
	now(): Promise<void> {
		if (this.#over) return Promise.resolve();
		// What was asked for may have happened after the one under way began.
		if (this.#running)
			return (this.#next ??= this.#running.then(() => ((this.#next = undefined), this.now())));
		clearTimeout(this.#timer);
		this.#timer = undefined;
		return (this.#running = this.#once());
	}

	/** Something that belongs to it could not be read: all of it is read when that may go well. */
	fail(caught: unknown): void {
		const problem = asProblem(caught);
		this.failed = true;
		this.#told = problem.retryAfter !== undefined;
		this.#notBefore = Date.now() + pauseAfter(this.#failures++, problem);
		if (passes(problem)) this.#wanted = true;
		if (!this.#running) this.#goOn();
	}

	/** Nobody looks any more. */
	stop(): void {
		this.#over = true;
		clearTimeout(this.#timer);
	}

	async #once(): Promise<void> {
		this.busy = true;
		this.#wanted = false;
		this.#readAt = Date.now();
		try {
			await this.read();
			this.failed = false;
			this.#failures = 0;
			this.#told = false;
			this.#notBefore = -Infinity;
		} catch (caught) {
			this.fail(caught);
		} finally {
			this.busy = false;
			this.#running = undefined;
			this.#goOn();
		}
	}

	#goOn(): void {
		if (!this.#wanted) return;
		this.#wanted = false;
		this.soon();
	}
}

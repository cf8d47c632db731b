import { asProblem } from '$api/problem';
import { pauseAfter } from '$ui/refresh.svelte';

/** Two tellings this close to each other may have crossed on their way. */
const CROSSING_MS = 3_000;
/** How long after the last telling it is asked, and apart from others by how much. */
const SETTLE_MS = 400;
const SPREAD_MS = 400;

type Timer = ReturnType<typeof setTimeout> | undefined;

/**
 * One true count from many tellings of it. Each is shown at once. What was told by different ways may come in another order than
 * it happened; so where two tellings differ within a few seconds the server is asked, and only an answer during which nothing was
 * told counts.
 */
export class Tally {
	/** Undefined before it is known. */
	shown: number | undefined;
	#told?: { n: number; at: number };
	#tellings = 0;
	#timer: Timer;
	#asking = false;
	#failures = 0;
	/** Until then the server wants to hear nothing. */
	#notBefore = -Infinity;
	#over = false;

	constructor(
		private readonly ask: () => Promise<number>,
		private readonly show: (n: number) => void,
		private readonly now: () => number = Date.now,
		private readonly random: () => number = Math.random
	) {}

	/** The count, as an event, a signal or an answer has it. */
	tell(n: number): void {
		if (this.#over || !Number.isFinite(n)) return;
		const before = this.#told;
		this.#tellings++;
		this.#told = { n, at: this.now() };
		this.#set(n);
		const crossed = before && before.n !== n && this.#told.at - before.at < CROSSING_MS;
		if (crossed || this.#asking || this.#timer) this.#soon();
	}

	/** Asks now: what was told may be old, or something may have been missed. */
	check(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#over) return;
		if (this.#asking) return this.#soon();
		if (this.now() < this.#notBefore) return this.#soon(this.#notBefore - this.now());
		void this.#ask();
	}

	/** Nothing is told, asked or shown any more. */
	end(): void {
		this.#over = true;
		clearTimeout(this.#timer);
	}

	async #ask(): Promise<void> {
		this.#asking = true;
		const before = this.#tellings;
		let failed: unknown;
		const n = await this.ask().catch((caught: unknown) => void (failed = caught));
		this.#asking = false;
		if (this.#over) return;
		if (n === undefined) return this.#failed(failed);
		this.#failures = 0;
		if (before !== this.#tellings) return this.#soon();
		this.#set(n);
	}

	#failed(caught: unknown): void {
		const wait = pauseAfter(this.#failures++, caught, this.random);
		if (asProblem(caught).retryAfter !== undefined) this.#notBefore = this.now() + wait;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#soon(wait);
	}

	#soon(wait = SETTLE_MS + this.random() * SPREAD_MS): void {
		if (!this.#timer && !this.#over) this.#timer = setTimeout(() => this.check(), wait);
	}

	#set(n: number): void {
		const whole = Math.max(0, Math.trunc(n));
		if (whole === this.shown) return;
		this.shown = whole;
		this.show(whole);
	}
}

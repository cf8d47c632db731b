import type { Run } from '$api/paths';
import { asProblem } from '$api/problem';
import type { Reading } from '$api/types';
import { forget, recall, remember } from '$ui/keep';
import { before, union } from './runs';

const GATHER_MS = 1_200;
const AGAIN_MS = 10_000;

type Waiting = Record<string, Run[]>;

/** What the readings that were seen here are sent with. */
export interface ReadSender {
	/** Sends what was seen of a thread; `leaving` as the page goes away. */
	send(thread: string, seen: Run[], leaving: boolean): Promise<Reading>;
	/** The server knows it now. */
	sent(thread: string, reading: Reading): void;
}

/**
 * What was seen and the server does not know yet. It is gathered a moment, survives a lost line and a reload, and is
 * sent again until it is taken: to have seen something twice changes nothing.
 */
export class ReadOut {
	#waiting: Waiting = {};
	#timer: ReturnType<typeof setTimeout> | undefined;
	#busy = false;

	constructor(
		private readonly sender: ReadSender,
		private readonly member: string
	) {
		this.#waiting = this.#kept();
		if (Object.keys(this.#waiting).length > 0) this.#later(0);
	}

	/** Posts of a thread were seen. */
	add(thread: string, runs: Run[]): void {
		this.#waiting[thread] = union([...(this.#waiting[thread] ?? []), ...runs]);
		this.#keep();
		this.#later(GATHER_MS);
	}

	/** What was seen from a number on is not to count. */
	drop(thread: string, from: number): void {
		this.#waiting[thread] = before(this.#waiting[thread] ?? [], from);
		this.#keep();
	}

	/** Sends what waits, now; `leaving` as the page goes away. */
	async flush(leaving = false): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#busy && !leaving) return this.#later(GATHER_MS);
		this.#busy = true;
		const waiting = Object.entries(this.#waiting).filter(([, runs]) => runs.length > 0);
		// All at once: a page that goes away gets no second turn.
		const sent = await Promise.all(waiting.map(([thread, runs]) => this.#send(thread, runs, leaving)));
		this.#busy = false;
		if (sent.includes(false)) this.#later(AGAIN_MS);
	}

	async #send(thread: string, runs: Run[], leaving: boolean): Promise<boolean> {
		try {
			const reading = await this.sender.send(thread, runs.slice(0, 100), leaving);
			this.#done(thread, runs);
			this.sender.sent(thread, reading);
			return true;
		} catch (caught) {
			const problem = asProblem(caught);
			// A thread that is gone, or not ours any more; signing in again sends the rest.
			if (problem.refused && ![401, 429].includes(problem.status)) this.#done(thread, runs);
			return problem.refused && problem.status !== 429;
		}
	}

	#done(thread: string, runs: Run[]): void {
		const left = (this.#waiting[thread] ?? []).filter(
			({ from, to }) => !runs.some((run) => run.from <= from && to <= run.to)
		);
		if (left.length > 0) this.#waiting[thread] = left;
		else delete this.#waiting[thread];
		this.#keep();
	}

	#later(wait: number): void {
		this.#timer ??= setTimeout(() => void this.flush(), wait);
	}

	get #place(): string {
		return `read:${this.member}`;
	}

	#keep(): void {
		if (Object.keys(this.#waiting).length > 0) remember(this.#place, JSON.stringify(this.#waiting));
		else forget(this.#place);
	}

	#kept(): Waiting {
		try {
			return JSON.parse(recall(this.#place) ?? '{}') as Waiting;
		} catch {
			return {};
		}
	}
}

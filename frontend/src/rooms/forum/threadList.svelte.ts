import { asProblem, type Problem } from '$api/problem';
import type { List, Position, Reading, Thread, ThreadState } from '$api/types';
import type { LiveEvent, Signal } from '$live/frames';
import type { LiveClient, Watch } from '$live/socket';
import { Refresh } from '$ui/refresh.svelte';
import { smallest } from './thread.svelte';
import { threadOf } from './window';

const READ_APART_MS = 3_000;

/** How the threads of an area are read. */
export interface ThreadListReader {
	threads(query: { after?: string }): Promise<List<Thread> & Position>;
	thread(id: string): Promise<Thread>;
}

/** What a row of the list says. */
export interface Row {
	thread: ThreadState;
	/** Something happened in it while the reader was here. */
	fresh: boolean;
	/** How far the reader has read in it; visitors have none. */
	reading?: Reading;
}

/** Follows the threads of an area: pinned ones first, then the latest activity, but nothing moves while the reader is pointing at it. */
export class ThreadListFollower {
	rows = $state.raw<Row[]>([]);
	after = $state<string | null>(null);
	/** The order on the screen is not the list's any more. */
	unsorted = $state(false);
	reading = $state(false);
	problem = $state.raw<Problem>();
	over = $state(false);
	/** Reads the list again. */
	readonly refresh = new Refresh(() => this.#again(), 0);

	#watch: Watch | undefined;
	#stood = false;
	#stopped = false;
	/** The watch waits for the list to be read. */
	#resumes = false;
	#reads: Record<string, ReturnType<typeof setTimeout>> = {};

	constructor(
		start: List<Thread>,
		private readonly live: LiveClient,
		private readonly reader: ThreadListReader,
		private readonly around: {
			busy?(): boolean;
			came?(thread: ThreadState, added: boolean): void;
			/** Whether the list, which may be filtered, holds such a thread. */
			lists?(thread: ThreadState): boolean;
		} = {}
	) {
		this.#begin(start);
	}

	/** Begins to watch. Returns how to stop. */
	follow(from: Position[]): () => void {
		const position = smallest(from);
		this.#watch = this.live.watch(
			position.topic,
			{
				event: (event) => this.#take(event),
				signal: (signal) => this.#hear(signal),
				reset: () => {
					this.#resumes = true;
					this.refresh.soon();
				},
				revoked: () => (this.over = true),
				refused: ({ status }) => (this.over = status === 404 || status === 403),
				standing: () => this.#standing()
			},
			position
		);
		return () => {
			this.#stopped = true;
			this.refresh.stop();
			this.#watch?.stop();
			for (const timer of Object.values(this.#reads)) clearTimeout(timer);
		};
	}

	/** Reads on; a thread that moved up meanwhile may come twice and is shown once. */
	async more(): Promise<void> {
		if (this.after === null || this.reading) return;
		this.reading = true;
		this.problem = undefined;
		try {
			const page = await this.reader.threads({ after: this.after });
			for (const thread of page.items) this.#put(thread, false);
			this.after = page.after;
		} catch (caught) {
			this.problem = asProblem(caught);
		} finally {
			this.reading = false;
		}
	}

	/** Takes in what one of the reader's screens tells of their reading. */
	read(id?: string, reading?: Reading): void {
		if (!id) this.refresh.soon();
		else if (!reading) this.#hear({ topic: '', signal: 'activity', thread: id });
		else this.rows = this.rows.map((row) => (row.thread.id === id ? { ...row, reading } : row));
	}

	/** Puts the rows in their order: pinned ones first, then the latest activity. */
	settle(): void {
		this.rows = this.rows.toSorted((one, other) => order(one.thread, other.thread));
		this.unsorted = false;
	}

	#begin(page: List<Thread>): void {
		this.rows = page.items.map((thread) => ({ thread, fresh: false, reading: thread.reading }));
		this.after = page.after;
	}

	#take(event: LiveEvent): void {
		if (!event.type.startsWith('thread.')) return;
		const { thread } = threadOf(event);
		const added = !this.rows.some((row) => row.thread.id === thread.id);
		this.#put(thread, true);
		this.#moved();
		if (added && event.type === 'thread.added' && this.#has(thread.id)) this.around.came?.(thread, true);
	}

	/** A signal says only that something happened; how the thread is now is read, not too often. */
	#hear(signal: Signal): void {
		const { thread: id } = signal;
		if (signal.signal !== 'activity' || !id || this.#reads[id]) return;
		const read = async () => {
			delete this.#reads[id];
			// What does not answer is not asked thread by thread.
			if (this.refresh.failed) return this.refresh.soon();
			const thread = await this.reader.thread(id).catch((caught) => this.#missed(caught));
			if (!thread || this.#stopped) return;
			const before = this.rows.find((row) => row.thread.id === id)?.thread.posts ?? 0;
			this.#put(thread, true);
			this.#moved();
			if (thread.posts > before && this.#has(id)) this.around.came?.(thread, false);
		};
		// The first at once, what follows gathered.
		this.#reads[id] = setTimeout(() => void read(), this.#fresh(id) ? READ_APART_MS : 0);
	}

	/** What was signalled while the connection was away is known only by reading. */
	#standing(): void {
		if (this.#stood) this.refresh.wake();
		this.#stood = true;
	}

	async #again(): Promise<void> {
		const resume = this.#resumes;
		const page = await this.reader.threads({});
		if (this.#stopped) return;
		if (resume) this.#begin(page);
		else for (const thread of page.items) this.#put(thread, false);
		this.#moved();
		if (!resume) return;
		this.#resumes = false;
		this.#watch?.resume(page);
	}

	/** A thread that may not be read, or is gone, is no failure of the list. */
	#missed(caught: unknown): undefined {
		const problem = asProblem(caught);
		if (!problem.refused || problem.status === 429) this.refresh.fail(problem);
	}

	#put(thread: ThreadState | Thread, fresh: boolean): void {
		if (thread.moved || this.around.lists?.(thread) === false) {
			this.rows = this.rows.filter((row) => row.thread.id !== thread.id);
			return;
		}
		const at = this.rows.findIndex((row) => row.thread.id === thread.id);
		const had = this.rows[at];
		// An event does not know the reader.
		const reading = ('reading' in thread ? thread.reading : undefined) ?? had?.reading;
		const row = { thread, fresh: fresh || (had?.fresh ?? false), reading };
		if (!had) this.rows = fresh ? [row, ...this.rows] : [...this.rows, row];
		else if (thread.version >= had.thread.version) this.rows = this.rows.with(at, row);
	}

	#moved(): void {
		const sorted = this.rows.every(
			(row, at) => at === 0 || order(this.rows[at - 1]!.thread, row.thread) <= 0
		);
		if (sorted) return;
		if (this.around.busy?.()) this.unsorted = true;
		else this.settle();
	}

	#has(id: string): boolean {
		return this.rows.some((row) => row.thread.id === id);
	}

	#fresh(id: string): boolean {
		return this.rows.some((row) => row.thread.id === id && row.fresh);
	}
}

/** Negative where the one stands before the other. */
function order(one: ThreadState, other: ThreadState): number {
	const pinned = Number(other.pinned ?? false) - Number(one.pinned ?? false);
	return pinned || Date.parse(other.last_activity_at) - Date.parse(one.last_activity_at);
}

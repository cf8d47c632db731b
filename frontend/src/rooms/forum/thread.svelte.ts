import { asProblem, type Problem } from '$api/problem';
import type { Position, Post, Reading, Reference, Thread } from '$api/types';
import type { LiveEvent, Signal } from '$live/frames';
import type { LiveClient, Watch } from '$live/socket';
import { pauseAfter } from '$ui/refresh.svelte';
import { Typists } from './typists.svelte';
import { apply, extend, rearranged, type Page, type ThreadWindow } from './window';

/** The most that one answer may hold. */
const PAGE_LIMIT = 200;

/** How a thread is read; the pages of posts say which state they are of. */
export interface ThreadReader {
	thread(): Promise<Thread & Position>;
	posts(where: {
		before?: string;
		after?: string;
		around?: string;
		limit?: number;
	}): Promise<Page & Position>;
}

/** A first state, as the server wrote it into the page or as a page's load read it. */
export interface ThreadStart {
	thread: Thread & Position;
	posts: Page & Position;
}

/** Follows a thread: the posts that were read, everything that happens to them, and how to read more. */
export class ThreadFollower {
	window = $state.raw<ThreadWindow>() as ThreadWindow;
	/** Why it is not followed any more: the right to read it ended, or it is gone. */
	over = $state(false);
	/** What went wrong when more was to be read. */
	problem = $state.raw<Problem>();
	reading = $state(false);
	present = $state.raw<{ count: number; names: string[] }>();
	readonly typists = new Typists();
	/** The number of the last post that is shown; later ones wait behind a button. */
	shownTo = $state(0);
	/** The reader looks at the end, so that what comes is shown at once. */
	atEnd = $state(false);
	/** Events that wait while the reader pauses; undefined while they do not. */
	held = $state.raw<LiveEvent[]>();

	readonly thread = $derived(this.window.thread);
	readonly shown = $derived(this.window.posts.filter((post) => post.number <= this.shownTo));
	readonly waiting = $derived(this.window.posts.length - this.shown.length);
	/** How many posts lie after those that were read. */
	readonly later = $derived(
		this.window.after === null ? 0 : Math.max(0, this.thread.posts - (this.window.posts.at(-1)?.number ?? 0))
	);

	/** Hears what happens on the topic beside the thread itself, as to ballots; without an event: read it again. */
	hear?: (event?: LiveEvent) => void;

	/** Posts have other numbers than before: what was noted by number counts no more. */
	renumbered?: () => void;

	#watch: Watch | undefined;
	#stopped = false;

	constructor(
		start: ThreadStart,
		private readonly live: LiveClient,
		private readonly reader: ThreadReader,
		private readonly around: {
			member(): string | undefined;
			/** The reader is just doing something at the end of the page, where new posts would move it. */
			busy?(): boolean;
			came?(posts: Post[]): void;
		}
	) {
		this.#begin(start);
	}

	/** Begins to watch. Returns how to stop. */
	follow(from: Position[]): () => void {
		this.#watchFrom(smallest(from));
		return () => {
			this.#stopped = true;
			this.#watch?.stop();
			this.typists.clear();
		};
	}

	/** Shows everything that waits. */
	reveal(): void {
		this.shownTo = this.window.posts.at(-1)?.number ?? 0;
	}

	/** Lets nothing change on the page until it is called again with false. */
	pause(on: boolean): void {
		const held = this.held ?? [];
		this.held = on ? held : undefined;
		if (!on) for (const event of held) this.#take(event);
	}

	/** Tells the others that the member is writing. */
	typing(): void {
		this.#watch?.signal('typing');
	}

	/** Reads more posts next to those that are there. */
	async more(way: 'before' | 'after', limit?: number): Promise<void> {
		const cursor = this.window[way];
		if (cursor === null || this.reading) return;
		await this.#read(async () => {
			const page = await this.reader.posts({ [way]: cursor, limit });
			this.window = extend(this.window, page, way);
			if (way === 'after') this.reveal();
			this.#goBackTo(page);
		});
	}

	/** Goes elsewhere in the thread: to a post or a cursor, to what is new ("unread"), to the end ("latest") or the start. */
	async go(around?: string): Promise<void> {
		await this.#read(async () => {
			const page = await this.reader.posts(around ? { around } : {});
			this.window = { ...this.window, posts: page.items, before: page.before, after: page.after };
			this.reveal();
			this.#goBackTo(page);
		});
	}

	/** Takes in how far the reader has read. */
	note(reading: Reading): void {
		this.window = { ...this.window, thread: { ...this.thread, reading } };
	}

	/** Reads to the end, so that a post that was just written is among them; not where that is too far away. */
	async toEnd(): Promise<void> {
		if (this.later > PAGE_LIMIT) return;
		while (this.window.after !== null && !this.#stopped) {
			await this.more('after', PAGE_LIMIT);
			if (this.problem) return;
		}
		this.reveal();
	}

	/** After an own write was answered: sees to it that it is on the page also where no event comes. */
	async include(reference: Reference): Promise<void> {
		if (this.#has(reference.id, reference.version) || this.window.after !== null) return;
		const last = this.window.posts.at(-1);
		await this.#read(async () => {
			const page = await this.reader.posts(last ? { after: last.id } : {});
			this.window = extend(this.window, page, 'after');
			this.reveal();
			this.#goBackTo(page);
		});
	}

	/** Puts in a state of one post that was read by itself. */
	put(post: Post): void {
		const known = this.window.posts.some(({ id }) => id === post.id);
		if (known) this.window = extend(this.window, { ...this.window, items: [post] }, 'after');
	}

	/** Reads the thread itself again: what the reader may do changed. */
	async again(): Promise<void> {
		await this.#read(async () => {
			const thread = await this.reader.thread();
			this.window = { ...this.window, thread };
		});
	}

	#begin({ thread, posts }: ThreadStart): void {
		this.window = { thread, posts: posts.items, before: posts.before, after: posts.after };
		this.reveal();
	}

	#watchFrom(from: Position): void {
		if (this.#stopped) return;
		this.#watch = this.live.watch(
			from.topic,
			{
				event: (event) => (this.held ? (this.held = [...this.held, event]) : this.#take(event)),
				signal: (signal) => this.#hear(signal),
				reset: () => void this.#startOver(),
				revoked: () => (this.over = true),
				refused: ({ status }) => (this.over = status === 404 || status === 403),
				fallen: () => {
					this.present = undefined;
					this.typists.clear();
				}
			},
			from
		);
	}

	#take(event: LiveEvent): void {
		if (event.type.startsWith('ballot.')) return this.hear?.(event);
		const before = this.window;
		const following = (this.atEnd && !this.around.busy?.()) || before.posts.length === 0;
		this.window = apply(before, event, this.around.member());
		const came = this.window.posts.slice(before.posts.length);
		const own = came.some((post) => post.author.id === this.around.member());
		if (came.length > 0) {
			if (own || (following && this.waiting === came.length)) this.reveal();
			for (const post of came) this.typists.done(post.author.id);
			this.around.came?.(came);
		}
		if (rearranged(event)) {
			this.renumbered?.();
			return void this.#readAnew();
		}
		// What the reader may do is told only by reading.
		if (before.thread.state !== this.window.thread.state) void this.again();
	}

	#hear(signal: Signal): void {
		if (signal.signal === 'presence') this.present = { count: signal.count ?? 0, names: signal.names ?? [] };
		if (signal.signal === 'typing' && signal.by) this.typists.heard(signal.by);
	}

	/** A page that is older than what we had: events between may be missing from it, so they are asked for again. */
	#goBackTo(page: Position): void {
		const position = this.#watch?.position;
		if (!position || page.epoch !== position.epoch || page.seq < position.seq) this.#watchFrom(page);
	}

	/** The log can not tell what was missed: the state is read again where the reader stands. */
	#startOver(): Promise<void> {
		return this.#readHere((start) => {
			this.held &&= [];
			this.#begin(start);
			this.hear?.();
			this.#watch?.resume(smallest([start.thread, start.posts]));
		});
	}

	/** Posts came or went: they are read again where the reader stands, while the news goes on. */
	#readAnew(): Promise<void> {
		return this.#readHere((start) => {
			this.#begin(start);
			this.#goBackTo(smallest([start.thread, start.posts]));
		});
	}

	async #readHere(use: (start: ThreadStart) => void, failures = 0): Promise<void> {
		if (this.#stopped) return;
		const anchor = this.shown.at(this.atEnd ? -1 : 0)?.id;
		try {
			const where = anchor ? { around: anchor, limit: 100 } : {};
			const [thread, posts] = await Promise.all([
				this.reader.thread(),
				this.reader.posts(where).catch((caught) => this.#withoutAnchor(asProblem(caught)))
			]);
			if (!this.#stopped) use({ thread, posts });
		} catch (caught) {
			const problem = asProblem(caught);
			if (problem.refused && problem.status !== 429) this.over = true;
			else setTimeout(() => void this.#readHere(use, failures + 1), pauseAfter(failures, problem));
		}
	}

	/** In another history, or after a move, the post that the reader stood at is not there. */
	#withoutAnchor(problem: Problem): Promise<Page & Position> {
		if (problem.status !== 404) throw problem;
		return this.reader.posts({});
	}

	#has(id: string, version: number): boolean {
		return this.window.posts.some((post) => post.id === id && post.version >= version);
	}

	async #read(work: () => Promise<void>): Promise<void> {
		this.reading = true;
		this.problem = undefined;
		try {
			await work();
		} catch (caught) {
			this.problem = asProblem(caught);
		} finally {
			this.reading = false;
		}
	}
}

/** Of several positions the one that misses nothing. */
export function smallest(positions: Position[]): Position {
	return positions.reduce((one, other) => (other.seq < one.seq ? other : one));
}

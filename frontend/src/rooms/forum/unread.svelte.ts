import { api, ask } from '$api/client';
import type { AreaReading, Reading, Unread } from '$api/types';
import type { Signal } from '$live/frames';
import { connection, live } from '$live/live.svelte';
import { Refresh } from '$ui/refresh.svelte';

/** Between two questions, so that a lively house is not asked all the time; the first waits a little, apart from others'. */
const APART_MS = 2_000;
const FIRST_MS = 150;
const SPREAD_MS = 350;
/** Where signals do not come, it is asked now and then. */
const POLL_MS = 30_000;
/** How often a screen says that its reader is here. */
const HERE_MS = 5 * 60_000;

/** What one of the reader's screens, this one or another, tells of their reading; without a thread of anything. */
export interface ReadingNews {
	thread?: string;
	area?: string;
	reading?: Reading;
}

/** How much is unread, on whichever screen it is read. */
class UnreadFollower {
	total = $state(0);
	areas = $state.raw<AreaReading[]>([]);
	/** When it was counted, by the server's clock. */
	at = $state('');
	/** Counts the times that it may have changed, for pages that show more of it. */
	turn = $state(0);
	#member: string | undefined;
	#listeners = new Set<(news: ReadingNews) => void>();
	#ears: (() => void)[] = [];
	#heard = '';
	#refresh = new Refresh(() => this.#ask(), APART_MS);
	#hereAt = 0;

	of = (slug: string): number => this.areas.find((area) => area.slug === slug)?.unread ?? 0;

	area = (slug: string): AreaReading | undefined => this.areas.find((area) => area.slug === slug);

	/** Follows it for whoever `member` says is signed in. Returns how to stop. */
	start(member: () => string | undefined): () => void {
		const stop = new AbortController();
		document.addEventListener('visibilitychange', () => this.#look(), { signal: stop.signal });
		const polling = setInterval(() => connection.raw !== 'open' && this.#look(), POLL_MS);
		const here = setInterval(() => this.#look(true), HERE_MS);
		const stopEffects = $effect.root(() => {
			$effect(() => this.#is(member()));
			// What was signalled while the connection was away is known only by asking.
			$effect(() => void (connection.up && this.#look()));
		});
		return () => {
			stopEffects();
			stop.abort();
			clearInterval(polling);
			clearInterval(here);
			this.#is(undefined);
		};
	}

	/** Tells of what changed on this or another screen. Returns how to stop. */
	listen(heard: (news: ReadingNews) => void): () => void {
		this.#listeners.add(heard);
		return () => void this.#listeners.delete(heard);
	}

	/** Something of the reading changed: the sums are asked for, and who shows it is told. */
	changed(news: ReadingNews): void {
		for (const heard of this.#listeners) heard(news);
		this.soon();
	}

	/** Asks again in a moment. */
	soon(): void {
		if (this.#member) this.#refresh.soon(FIRST_MS + Math.random() * SPREAD_MS);
	}

	async #ask(): Promise<void> {
		const member = this.#member;
		// A page that nobody sees asks when somebody does.
		if (!member || document.visibilityState === 'hidden') return;
		const found = await ask(api.GET('/api/unread'));
		if (member === this.#member) this.#take(found);
	}

	#is(member: string | undefined): void {
		if (member === this.#member) return;
		this.#member = member;
		for (const stop of this.#ears) stop();
		this.#ears = [];
		this.#heard = '';
		this.total = 0;
		this.areas = [];
		this.#hereAt = 0;
		if (!member) return;
		this.#ears.push(live.overhear(`member:${member}`, (signal) => this.#hear(signal)));
		this.#look(true);
	}

	#look(here = false): void {
		if (!this.#member || document.visibilityState === 'hidden') return;
		if (here || Date.now() - this.#hereAt > HERE_MS) {
			this.#hereAt = Date.now();
			void ask(api.PUT('/api/visit')).catch(() => undefined);
		}
		this.#refresh.wake();
	}

	#hear(signal: Signal): void {
		if (signal.signal === 'reading') this.changed(signal as ReadingNews);
		else if (signal.signal === 'activity') this.soon();
	}

	#take({ total, areas, at }: Unread): void {
		this.total = total;
		this.at = at;
		this.areas = areas;
		this.turn++;
		const heard = areas.map(({ slug }) => slug).join();
		if (heard === this.#heard) return;
		this.#heard = heard;
		for (const stop of this.#ears.splice(1)) stop();
		for (const { slug } of areas)
			this.#ears.push(live.overhear(`area:${slug}`, (signal) => this.#hear(signal)));
	}
}

export const unread = new UnreadFollower();

import { asProblem, type Problem } from '$api/problem';
import type { NoticeRow } from '$api/notice';
import { Refresh } from '$ui/refresh.svelte';
import { merge } from './merge';
import { keyOf, readNotices, type Narrowing, type Page } from './reading';

/** How many rows a page begins with. */
export const portion = 30;
const most = 200;
/** Between two readings, so that a lively house is not asked all the time. */
const APART_MS = 1_500;

/** Follows what the reader was told: rows change where they stand, and what is new waits until it is wanted. */
export class NoticeFollower {
	rows = $state.raw<NoticeRow[]>([]);
	/** New rows, which the reader has not asked to see yet. */
	waiting = $state.raw<NoticeRow[]>([]);
	after = $state<string | null>(null);
	/** When it was read, by the server's clock. */
	at = $state('');
	busy = $state(false);
	problem = $state.raw<Problem>();
	/** Counts what was marked here, so that an older answer does not take it back. */
	#marks = 0;
	/** Reads the list again: what is there already does not move. */
	readonly refresh = new Refresh(() => this.#again(), APART_MS);

	constructor(
		start: Page,
		private readonly narrowing: Narrowing,
		private readonly limit = portion
	) {
		this.#begin(start);
	}

	/** Reads the list again in a moment, something may have changed. */
	soon(): void {
		this.refresh.soon();
	}

	/** Nobody looks any more. */
	stop(): void {
		this.refresh.stop();
	}

	async #again(): Promise<void> {
		const limit = Math.min(most, Math.max(this.limit, this.rows.length + this.waiting.length));
		const marks = this.#marks;
		const now = await readNotices({ ...this.narrowing, limit });
		if (marks !== this.#marks) this.soon();
		else if (this.rows.length === 0) this.#begin(now);
		else this.#merge(now);
	}

	/** Shows what is new. */
	show(): void {
		const moved = this.waiting.map(keyOf);
		this.rows = [...this.waiting, ...this.rows.filter((row) => !moved.includes(keyOf(row)))];
		this.waiting = [];
	}

	/** Reads what is older. */
	async more(): Promise<void> {
		const after = this.after;
		if (this.busy || after === null) return;
		await this.#read(async () => {
			const next = await readNotices({ ...this.narrowing, limit: this.limit, after });
			const known = [...this.rows, ...this.waiting].map(keyOf);
			this.rows = [...this.rows, ...next.items.filter((row) => !known.includes(keyOf(row)))];
			this.after = next.after;
		});
	}

	/** Marks rows as read as they stand; without a row all. */
	read(which?: NoticeRow): void {
		this.#marks++;
		const key = which && keyOf(which);
		this.rows = this.rows.map((row) =>
			key === undefined || keyOf(row) === key ? { ...row, unread: false } : row
		);
	}

	/** A row is as it was before the reader wanted less of the like; then asks, as something may have been read meanwhile. */
	restore(which: NoticeRow, unread: boolean): void {
		this.#marks++;
		const key = keyOf(which);
		this.rows = this.rows.map((row) => (keyOf(row) === key ? { ...row, unread } : row));
		this.waiting = this.waiting.filter((row) => keyOf(row) !== key);
		this.soon();
	}

	#begin(start: Page): void {
		this.rows = start.items;
		this.waiting = [];
		this.after = start.after;
		this.at = start.at;
	}

	#merge(now: Page): void {
		const { rows, waiting } = merge(this.rows, now, this.narrowing.unread === true);
		this.rows = rows;
		this.waiting = waiting;
		this.at = now.at;
		if (now.after === null) this.after = null;
	}

	async #read(work: () => Promise<void>): Promise<void> {
		this.busy = true;
		this.problem = undefined;
		try {
			await work();
		} catch (caught) {
			this.problem = asProblem(caught);
		} finally {
			this.busy = false;
		}
	}
}

import type { ProblemBody } from '$api/problem';
import type { Reference } from '$api/types';
import { backoff, retryAfter } from '$live/backoff';
import { newKey, sendable, type Entry, type Writing } from './entry';
import type { Shelf } from './shelf';

const TIMEOUT_MS = 20_000;
/** A key is kept for 30 days; what is older might be done twice, so its writer decides. */
const KEY_HOLDS_MS = 29 * 24 * 3600 * 1000;

/** What the outbox needs of its surroundings, so that a test can be the surroundings. */
export interface OutboxSurroundings {
	fetch: typeof fetch;
	now(): number;
	random(): number;
	/** Who is signed in, asked of the server itself; undefined is nobody. Rejects where it can not be known. */
	member(): Promise<string | undefined>;
	/** Runs `work` while no other tab does. */
	alone(work: () => Promise<void>): Promise<void>;
	/** Tells the other tabs that the shelf changed. */
	tell(): void;
}

/** What others are told. */
export interface OutboxListener {
	changed(entries: Entry[]): void;
	sent(entry: Entry, reference: Reference): void;
	/** The server did not know us any more. */
	signedOut(): void;
}

/** What was written and is not on the server for certain: kept, sent once each, in order, and never as somebody else. */
export class Outbox {
	private running = false;
	private again = false;
	private timer: ReturnType<typeof setTimeout> | undefined;
	/** The server asked for quiet. */
	private quietUntil = 0;
	/** It could not be told who is signed in. */
	private unreachableUntil = 0;

	constructor(
		private readonly shelf: Shelf,
		private readonly around: OutboxSurroundings,
		private readonly listener: OutboxListener
	) {}

	/** Whether what waits outlives the tab. */
	get lasting(): boolean {
		return this.shelf.lasting;
	}

	/** Keeps what was written, then sends it as soon as it can be. When this resolves it is safe. */
	async add(writing: Writing): Promise<Entry> {
		const now = this.around.now();
		const orders = (await this.shelf.all()).map((entry) => entry.order);
		const entry: Entry = {
			...writing,
			body: JSON.stringify(writing.body),
			key: newKey(),
			order: Math.max(now, ...orders.map((order) => order + 1)),
			at: new Date(now).toISOString(),
			state: 'queued',
			tries: 0,
			due: now
		};
		await this.shelf.add(entry);
		await this.changed();
		void this.flush();
		return entry;
	}

	/** Sends a refused entry again as it is: the refusal left its key free. */
	async retry(key: string): Promise<void> {
		await this.shelf.change(key, (entry) =>
			entry.state === 'refused'
				? { ...entry, state: 'queued', due: this.around.now(), refusal: undefined }
				: entry
		);
		await this.changed();
		void this.flush();
	}

	/** Takes an entry back, to be changed or thrown away; undefined where it may be on its way already. */
	async takeBack(key: string): Promise<Entry | undefined> {
		let taken: Entry | undefined;
		await this.shelf.change(key, (entry) => {
			const free = entry.state === 'refused' || (entry.state === 'queued' && entry.tries === 0);
			taken = free ? entry : undefined;
			return free ? undefined : entry;
		});
		await this.changed();
		return taken;
	}

	/** There is reason to believe that it works now: what waited for a better time is sent at once. */
	async wake(): Promise<void> {
		this.unreachableUntil = 0;
		for (const entry of await this.shelf.all()) {
			if (entry.state !== 'unknown') continue;
			await this.shelf.change(entry.key, (now) => (now.state === 'unknown' ? { ...now, due: 0 } : now));
		}
		await this.flush();
	}

	/** Another tab changed the shelf. */
	async heard(): Promise<void> {
		this.listener.changed(await this.shelf.all());
	}

	/** Sends all that may be sent, one at a time, as the only tab. */
	async flush(): Promise<void> {
		this.again = true;
		if (this.running) return;
		this.running = true;
		try {
			while (this.again) {
				this.again = false;
				await this.around.alone(() => this.sendAll());
			}
		} finally {
			this.running = false;
			await this.schedule();
		}
	}

	/** Stops the clock. */
	stop(): void {
		clearTimeout(this.timer);
	}

	private async sendAll(): Promise<void> {
		for (;;) {
			const entries = await this.shelf.all();
			if (this.around.now() < this.pausedUntil || entries.length === 0) return;
			let member: string | undefined;
			try {
				member = await this.around.member();
			} catch {
				this.unreachableUntil = this.around.now() + backoff(3, this.around.random);
				return;
			}
			const [next] = member === undefined ? [] : sendable(entries, member, this.around.now());
			if (next === undefined) return;
			await this.send(next.key);
		}
	}

	private async send(key: string): Promise<void> {
		const now = this.around.now();
		const entry = await this.shelf.change(key, (found) => claim(found, now));
		await this.changed();
		if (entry?.state !== 'sending') return;
		let response: Response;
		let answer: unknown;
		try {
			response = await this.around.fetch(entry.path, {
				method: 'POST',
				headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key },
				body: entry.body,
				signal: AbortSignal.timeout(TIMEOUT_MS)
			});
			answer = await response.json().catch(() => undefined);
		} catch {
			return this.unanswered(entry, undefined);
		}
		if (response.ok && answer !== undefined) return this.sent(entry, answer as Reference);
		await this.notSent(entry, response, answer as ProblemBody | undefined);
	}

	private async sent(entry: Entry, reference: Reference): Promise<void> {
		this.listener.sent(entry, reference);
		await this.shelf.change(entry.key, () => undefined);
		await this.changed();
	}

	private async notSent(entry: Entry, response: Response, problem: ProblemBody | undefined): Promise<void> {
		const wait = retryAfter(response.headers.get('retry-after'), this.around.now());
		const unknown = response.status < 400 || response.status >= 500 || response.status === 408;
		if (unknown || problem?.code === 'idempotency_in_flight') return this.unanswered(entry, wait);
		if (response.status === 401) {
			this.unreachableUntil = this.around.now() + backoff(1, () => 1);
			await this.put(entry, { state: 'queued', tries: 0, due: this.around.now() });
			return this.listener.signedOut();
		}
		if (response.status === 429) {
			const due = this.around.now() + (wait ?? backoff(entry.tries + 2, this.around.random));
			// Slow mode is one thread's matter; the rest goes on.
			if (problem?.code !== 'thread_slow') this.quietUntil = due;
			return this.put(entry, { state: 'queued', due });
		}
		const code = problem?.code ?? 'internal';
		await this.put(entry, {
			state: 'refused',
			refusal: { status: response.status, code, errors: problem?.errors ?? [] }
		});
	}

	/** Nobody knows whether it was done: it is sent again under its key, which makes that harmless. */
	private unanswered(entry: Entry, wait: number | undefined): Promise<void> {
		const pause = Math.max(wait ?? 0, backoff(entry.tries, this.around.random));
		return this.put(entry, { state: 'unknown', due: this.around.now() + pause });
	}

	private async put(entry: Entry, change: Partial<Entry>): Promise<void> {
		await this.shelf.change(entry.key, (found) => ({ ...found, ...change }));
		await this.changed();
	}

	private async changed(): Promise<void> {
		this.around.tell();
		await this.heard();
	}

	private get pausedUntil(): number {
		return Math.max(this.quietUntil, this.unreachableUntil);
	}

	/** Comes back when the next entry is due. */
	private async schedule(): Promise<void> {
		clearTimeout(this.timer);
		const waiting = (await this.shelf.all()).filter((entry) => entry.state !== 'refused');
		if (waiting.length === 0) return;
		const now = this.around.now();
		// At least every 30 s, as another tab may have closed with an entry in hand.
		const next = Math.min(
			...waiting.map((entry) => Math.max(entry.due, this.pausedUntil)).filter((due) => due > now)
		);
		this.timer = setTimeout(() => void this.flush(), Math.min(30_000, Math.max(50, next - now)));
	}
}

/** Takes an entry in hand. One that another tab left in hand was perhaps sent; its key makes the repeat harmless. */
function claim(entry: Entry, now: number): Entry {
	if (entry.state === 'refused') return entry;
	if (entry.first !== undefined && now - entry.first > KEY_HOLDS_MS)
		return { ...entry, state: 'refused', refusal: { status: 0, code: 'too_old', errors: [] } };
	return { ...entry, state: 'sending', tries: entry.tries + 1, first: entry.first ?? now };
}

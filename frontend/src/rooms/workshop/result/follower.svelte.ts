import { api, ask } from '$api/client';
import { asProblem } from '$api/problem';
import type { NewResultItem, ResultAt, ResultItem, ResultItemChange, ResultStanding } from '$api/result';
import type { Reference } from '$api/types';
import type { LiveEvent } from '$live/frames';
import type { Sharing } from '$live/sharing';
import { Refresh } from '$ui/refresh.svelte';
import { afterStep, apply, applyToSources, rowOf, tellsOfNewWall } from './result';

/** What a screen reads again when what it may do can have changed; many presses of others are one reading. */
const READ_MS = 1_500;

export const readResult = (id: string): Promise<ResultAt> =>
	ask(api.GET('/api/workshops/{id}/result', { params: { path: { id } } }));

/** A result as one sees it: read once, told by the events of its topic and of the workshop's. */
export class ResultFollower {
	at = $state.raw<ResultAt>() as ResultAt;
	/** The part that is being edited. */
	editing = $state<string>();
	readonly published = $derived(this.at.state === 'published');
	readonly edits = $derived(this.at.may.edit);
	#seq: { own: number; sources: number };
	#since: { own: LiveEvent[]; sources: LiveEvent[] } = { own: [], sources: [] };
	#reading = 0;
	/** Reads it again when something may have changed. */
	readonly refresh = new Refresh(() => this.read(), 0);

	constructor(start: ResultAt) {
		this.at = start;
		this.#seq = { own: start.seq, sources: start.sources.seq };
	}

	/** Follows both topics until the returned function is called. */
	follow(sharing: Pick<Sharing, 'hear'>): () => void {
		const standing = () => this.refresh.wake();
		const stops = [
			sharing.hear(this.at.topic, { event: this.hear, standing }),
			sharing.hear(this.at.sources.topic, { event: this.hearSources, standing })
		];
		return () => {
			this.refresh.stop();
			for (const stop of stops) stop();
		};
	}

	/** Takes an event of the result in. */
	hear = (event: LiveEvent): void => {
		if (this.#reading > 0) this.#since.own.push(event);
		if (event.seq <= this.#seq.own) return;
		this.#seq.own = event.seq;
		this.at = apply(this.at, event);
		// For what one may stand is told only by reading.
		if (event.type !== 'standing.changed') this.refresh.soon(READ_MS);
	};

	/** Takes an event of the workshop in. */
	hearSources = (event: LiveEvent): void => {
		if (this.#reading > 0) this.#since.sources.push(event);
		if (event.seq <= this.#seq.sources) return;
		this.#seq.sources = event.seq;
		if (tellsOfNewWall(this.at, event)) return this.refresh.soon(READ_MS);
		if (event.type === 'workshop.staged') this.refresh.soon();
		this.at = applyToSources(this.at, event);
	};

	/** Reads everything. What is told meanwhile counts, also where it came before the answer. */
	async read(): Promise<void> {
		if (this.#reading++ === 0) this.#since = { own: [], sources: [] };
		try {
			const read = await readResult(this.at.id);
			const own = this.#since.own.filter(({ seq }) => seq > read.seq);
			const sources = this.#since.sources.filter(({ seq }) => seq > read.sources.seq);
			this.#seq = { own: own.at(-1)?.seq ?? read.seq, sources: sources.at(-1)?.seq ?? read.sources.seq };
			this.at = sources.reduce(applyToSources, own.reduce(apply, read));
		} finally {
			this.#reading--;
		}
	}

	get #path() {
		return { id: this.at.id };
	}

	add = async (body: NewResultItem, key: string): Promise<string> => {
		const params = { path: this.#path, header: { 'Idempotency-Key': key } };
		const { id } = await this.#afresh(() =>
			ask(api.POST('/api/workshops/{id}/result/items', { params, body }))
		);
		return id;
	};

	change = (item: ResultItem, body: ResultItemChange): Promise<Reference> => {
		const params = { path: { ...this.#path, item: item.id }, header: { 'If-Match': `"${item.version}"` } };
		return this.#afresh(() => ask(api.PATCH('/api/workshops/{id}/result/items/{item}', { params, body })));
	};

	remove = (item: ResultItem): Promise<Reference> => {
		const params = { path: { ...this.#path, item: item.id } };
		return this.#afresh(() => ask(api.DELETE('/api/workshops/{id}/result/items/{item}', { params })));
	};

	/** Moves a part up or down among its kind. */
	move = async (item: ResultItem, step: -1 | 1): Promise<void> => {
		const after = afterStep(rowOf(this.at, item), item, step);
		if (after === undefined) return;
		const params = { path: { ...this.#path, item: item.id } };
		await this.#afresh(() =>
			ask(api.PUT('/api/workshops/{id}/result/items/{item}/place', { params, body: { after } }))
		);
	};

	/** Says whether a part is right; for somebody on the phone where that is given. */
	stand = (
		item: string,
		stands: ResultStanding['stands'],
		words = '',
		onBehalf?: string
	): Promise<Reference> => {
		const params = { path: { ...this.#path, item } };
		const body = { stands, words, ...(onBehalf ? { on_behalf: onBehalf } : {}) };
		return this.#afresh(() =>
			ask(api.PUT('/api/workshops/{id}/result/items/{item}/standing', { params, body }))
		);
	};

	/** Whoever was second sees how it stands before they are told so; whoever was first need not wait for the event. */
	async #afresh(press: () => Promise<Reference>): Promise<Reference> {
		try {
			const done = await press();
			if (done.seq > this.#seq.own) await this.read();
			return done;
		} catch (refused) {
			if ([404, 409, 412].includes(asProblem(refused).status)) await this.read().catch(() => undefined);
			throw refused;
		}
	}
}

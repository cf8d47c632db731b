import { api, ask } from '$api/client';
import type { Dots, WallAt, WallPhase } from '$api/wall';
import type { LiveEvent } from '$live/frames';
import type { Hearing, Sharing } from '$live/sharing';
import { Refresh } from '$ui/refresh.svelte';
import { newKey } from './key';
import { apply, byDots, groups } from './shown';

/** Where a note shall be: in another, or in a cluster (none: loose), behind a note there ('' first, none last). */
export interface Spot {
	into?: string;
	cluster?: string;
	after?: string;
}

/** How long it may take until a screen hears what those are called who came. */
const PEOPLE_MS = 5_000;

/** A wall as one sees it: read once, told by events, and read again when something changed that is told to oneself alone. */
export class WallState {
	at = $state.raw<WallAt>();
	/** Reads it again when something may have changed. */
	readonly refresh = new Refresh(() => this.#read(), 0);
	readonly groups = $derived(
		this.at ? (this.at.phase === 'done' ? byDots(groups(this.at)) : groups(this.at)) : []
	);
	readonly given = $derived(this.at?.mine?.dots.reduce((sum, { n }) => sum + n, 0) ?? 0);
	#since: LiveEvent[] = [];
	#reading = 0;
	/** How far the workshop had come when it was last told. */
	#state?: string;

	constructor(
		private readonly workshop: string,
		private readonly step: string,
		private readonly presentation = false
	) {}

	private get path() {
		return { id: this.workshop, wall: this.step };
	}

	/** Follows the wall until the returned function is called. */
	follow(sharing: Pick<Sharing, 'hear'>): () => void {
		const hearing: Hearing = { event: this.hear, standing: () => this.refresh.wake() };
		const stop = sharing.hear(`workshop:${this.workshop}`, hearing);
		return () => (this.refresh.stop(), stop());
	}

	/** Takes an event in. */
	hear = (event: LiveEvent): void => {
		if (this.#reading > 0) this.#since.push(event);
		const had = this.at;
		if (!had) return;
		this.at = apply(had, event);
		// People come by the dozen, and each may be called something else from then on: that is read once for all of them.
		if (event.type === 'people.changed') this.refresh.soon(PEOPLE_MS * (1 + Math.random()));
		else if (event.type === 'walls.linked' || this.#cameFurther(event)) {
			this.refresh.soon();
		} else if (this.at !== had && (this.at.version !== had.version || this.mineIsGone(event)))
			this.refresh.soon();
	};

	/** What one may do changes with how far the workshop has come, and not with every step or pause. */
	#cameFurther({ type, data }: LiveEvent): boolean {
		if (type !== 'workshop.staged') return false;
		const had = this.#state;
		this.#state = (data as { state: string }).state;
		return had !== this.#state;
	}

	private mineIsGone({ type, data }: LiveEvent): boolean {
		return type === 'note.withdrawn' && !!this.at?.mine?.written.includes((data as { id: string }).id);
	}

	/** Reads everything now, as after a press. */
	read = (): Promise<void> => this.#read().catch((caught) => this.refresh.fail(caught));

	/** What is told meanwhile counts, also where it came before the answer. */
	async #read(): Promise<void> {
		if (this.#reading++ === 0) this.#since = [];
		try {
			const query = this.presentation ? { view: 'presentation' as const } : {};
			const read = await ask(
				api.GET('/api/workshops/{id}/walls/{wall}', { params: { path: this.path, query } })
			);
			this.at = this.#since.filter(({ seq }) => seq > read.seq).reduce(apply, read);
		} finally {
			this.#reading--;
		}
	}

	/** Writes a note; the key is the caller's, so that a repeat after a lost answer makes no second one. */
	async write(text: string, key: string, onBehalf?: string): Promise<void> {
		const body = onBehalf ? { text, on_behalf: onBehalf } : { text };
		await ask(
			api.POST('/api/workshops/{id}/walls/{wall}/notes', {
				params: { path: this.path, header: { 'Idempotency-Key': key } },
				body
			})
		);
		await this.read();
	}

	async edit(note: string, version: number, text: string): Promise<void> {
		await ask(
			api.PATCH('/api/workshops/{id}/walls/{wall}/notes/{note}', {
				params: { path: { ...this.path, note }, header: { 'If-Match': `"${version}"` } },
				body: { text }
			})
		);
		await this.read();
	}

	async withdraw(note: string, why?: string): Promise<void> {
		await ask(
			api.PUT('/api/workshops/{id}/walls/{wall}/notes/{note}/withdrawal', {
				params: { path: { ...this.path, note } },
				body: why ? { why } : {}
			})
		);
		await this.read();
	}

	async move(note: string, to: Spot): Promise<void> {
		await ask(
			api.PUT('/api/workshops/{id}/walls/{wall}/notes/{note}/place', {
				params: { path: { ...this.path, note } },
				body: to
			})
		);
	}

	async form(name: string, notes: string[]): Promise<string> {
		const { id } = await ask(
			api.POST('/api/workshops/{id}/walls/{wall}/clusters', {
				params: { path: this.path, header: { 'Idempotency-Key': newKey() } },
				body: { name, notes }
			})
		);
		return id;
	}

	async name(cluster: string, version: number, name: string): Promise<void> {
		await ask(
			api.PATCH('/api/workshops/{id}/walls/{wall}/clusters/{cluster}', {
				params: { path: { ...this.path, cluster }, header: { 'If-Match': `"${version}"` } },
				body: { name }
			})
		);
	}

	async order(cluster: string, after?: string): Promise<void> {
		await ask(
			api.PUT('/api/workshops/{id}/walls/{wall}/clusters/{cluster}/place', {
				params: { path: { ...this.path, cluster } },
				body: after === undefined ? {} : { after }
			})
		);
	}

	async dissolve(cluster: string): Promise<void> {
		await ask(
			api.DELETE('/api/workshops/{id}/walls/{wall}/clusters/{cluster}', {
				params: { path: { ...this.path, cluster } }
			})
		);
	}

	/** Spreads one's dots; they are seen at once, and as they were where it is refused. */
	async dot(dots: Dots[]): Promise<void> {
		const { at } = this;
		if (!at?.mine) return;
		this.at = { ...at, mine: { ...at.mine, dots } };
		try {
			await ask(
				api.PUT('/api/workshops/{id}/walls/{wall}/dots', { params: { path: this.path }, body: { dots } })
			);
		} catch (refusal) {
			await this.read();
			throw refusal;
		}
	}

	async turn(phase: WallPhase): Promise<void> {
		await ask(
			api.PUT('/api/workshops/{id}/walls/{wall}/phase', {
				params: { path: this.path, header: { 'If-Match': `"${this.at?.version}"` } },
				body: { phase }
			})
		);
	}

	/** Shows all notes, and has them arranged. */
	async showAndArrange(): Promise<void> {
		await this.turn('revealed');
		await this.read();
		await this.turn('clustering');
	}

	async set(body: {
		dots?: number;
		dots_hidden?: boolean;
		named?: boolean;
		arranging?: 'everybody' | 'facilitators';
	}): Promise<void> {
		await ask(
			api.PATCH('/api/workshops/{id}/walls/{wall}', {
				params: { path: this.path, header: { 'If-Match': `"${this.at?.version}"` } },
				body
			})
		);
	}
}

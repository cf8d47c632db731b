import { api, ask } from '$api/client';
import type { DeadJob, DeadLetter, Jobs, Letters } from '$api/notice';
import { say, t } from '$i18n/words.svelte';

/** How a queue stands. */
export interface Sums {
	waiting: number;
	late?: number;
	dead: number;
}

type Page<Item> = Sums & { items: Item[]; after: string | null };

/** Where failed work stands, and what can be done about it. */
export interface Source<Item> {
	read(after?: string): Promise<Page<Item>>;
	again(id: string): Promise<unknown>;
	drop(id: string): Promise<unknown>;
	/** What was to be done, in words. */
	name(item: Item): string;
}

/** What was to be done, in words; work that there are no words for is told by its own name. */
export const workWords = ({ kind }: Pick<DeadJob, 'kind'>): string =>
	say(`administration.jobs.kind.${kind.replaceAll('.', '_')}`) ?? kind;

/** Work in the background. */
export const jobs: Source<DeadJob> = {
	read: (after): Promise<Jobs> => ask(api.GET('/api/administration/jobs', { params: { query: { after } } })),
	again: (id) => ask(api.PUT('/api/administration/jobs/{id}/again', { params: { path: { id } } })),
	drop: (id) => ask(api.DELETE('/api/administration/jobs/{id}', { params: { path: { id } } })),
	name: workWords
};

/** Letters. */
export const letters: Source<DeadLetter> = {
	read: (after): Promise<Letters> =>
		ask(api.GET('/api/administration/letters', { params: { query: { after } } })),
	again: (id) => ask(api.PUT('/api/administration/letters/{id}/again', { params: { path: { id } } })),
	drop: (id) => ask(api.DELETE('/api/administration/letters/{id}', { params: { path: { id } } })),
	name: ({ about }) => t(`administration.letters.about.${about}`)
};

/** Work that failed for good, and how the queue stands. */
export class FailedWork<Item extends { id: string }> {
	items = $state.raw<Item[]>([]);
	after = $state<string | null>(null);
	counts = $state.raw<Sums>({ waiting: 0, dead: 0 });

	constructor(
		first: Page<Item>,
		private readonly source: Source<Item>
	) {
		this.#take(first);
		this.items = first.items;
	}

	/** Reads what failed earlier. */
	async more(): Promise<void> {
		if (this.after === null) return;
		const page = await this.source.read(this.after);
		this.#take(page);
		const known = this.items.map(({ id }) => id);
		this.items = [...this.items, ...page.items.filter(({ id }) => !known.includes(id))];
	}

	/** Has it tried again. */
	async again(id: string): Promise<void> {
		await this.source.again(id);
		await this.#settled(id);
	}

	/** Gives it up. */
	async drop(id: string): Promise<void> {
		await this.source.drop(id);
		await this.#settled(id);
	}

	async #settled(id: string): Promise<void> {
		this.items = this.items.filter((one) => one.id !== id);
		// The sums are good to have; what was asked for is done without them.
		const now = await this.source.read().catch(() => undefined);
		if (now) this.counts = now;
	}

	#take(page: Page<Item>): void {
		this.after = page.after;
		this.counts = page;
	}
}

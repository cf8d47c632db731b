import { api, ask } from '$api/client';
import type { DeadJob, Jobs } from '$api/notice';
import { say } from '$i18n/words.svelte';

const read = (after?: string): Promise<Jobs> =>
	ask(api.GET('/api/administration/jobs', { params: { query: { after } } }));

/** What was to be done, in words; work that there are no words for is told by its own name. */
export const workWords = ({ kind }: Pick<DeadJob, 'kind'>): string =>
	say(`administration.jobs.kind.${kind.replaceAll('.', '_')}`) ?? kind;

/** Work that failed for good, and how the queue stands. */
export class FailedWork {
	items = $state.raw<DeadJob[]>([]);
	after = $state<string | null>(null);
	counts = $state.raw<Pick<Jobs, 'waiting' | 'late' | 'dead'>>({ waiting: 0, late: 0, dead: 0 });

	constructor(first: Jobs) {
		this.#take(first);
		this.items = first.items;
	}

	/** Reads what failed earlier. */
	async more(): Promise<void> {
		if (this.after === null) return;
		const page = await read(this.after);
		this.#take(page);
		const known = this.items.map(({ id }) => id);
		this.items = [...this.items, ...page.items.filter(({ id }) => !known.includes(id))];
	}

	/** Has it tried again. */
	async again(id: string): Promise<void> {
		await ask(api.PUT('/api/administration/jobs/{id}/again', { params: { path: { id } } }));
		await this.#settled(id);
	}

	/** Gives it up. */
	async drop(id: string): Promise<void> {
		await ask(api.DELETE('/api/administration/jobs/{id}', { params: { path: { id } } }));
		await this.#settled(id);
	}

	async #settled(id: string): Promise<void> {
		this.items = this.items.filter((job) => job.id !== id);
		// The sums are good to have; what was asked for is done without them.
		const now = await read().catch(() => undefined);
		if (now) this.counts = now;
	}

	#take(page: Jobs): void {
		this.after = page.after;
		this.counts = page;
	}
}

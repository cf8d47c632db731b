import { api, ask } from '$api/client';
import { asProblem, type Problem } from '$api/problem';
import type { Inbox, InboxArea, Thread } from '$api/types';
import { Refresh } from '$ui/refresh.svelte';

/** How many threads of each area are shown at first. */
export const inboxLimit = 10;

/** Follows the threads with something unread: what is read stays where it stands, what is new comes on top of its area. */
export class InboxFollower {
	areas = $state.raw<InboxArea[]>([]);
	total = $state(0);
	at = $state('');
	busy = $state(false);
	problem = $state.raw<Problem>();
	/** Reads it again, without moving what is there. */
	readonly refresh = new Refresh(() => this.#again());

	constructor(start: Inbox) {
		this.areas = start.areas;
		this.total = start.total;
		this.at = start.at;
	}

	async #again(): Promise<void> {
		const limit = Math.min(200, Math.max(inboxLimit, ...this.areas.map(({ items }) => items.length)));
		const now = await ask(api.GET('/api/inbox', { params: { query: { limit } } }));
		const gone = this.areas.filter(({ slug }) => !now.areas.some((area) => area.slug === slug));
		const found = now.areas.map((area) =>
			merge(
				this.areas.find(({ slug }) => slug === area.slug),
				area
			)
		);
		this.areas = [
			...found,
			...gone.map((area) => merge(area, { ...area, unread: 0, threads: 0, items: [] }))
		];
		this.total = now.total;
		this.at = now.at;
	}

	/** Reads more of an area. */
	async more(slug: string): Promise<void> {
		const area = this.areas.find((one) => one.slug === slug);
		if (!area?.after) return;
		await this.#read(async () => {
			const query = { area: slug, after: area.after!, limit: 50 };
			const [next] = (await ask(api.GET('/api/inbox', { params: { query } }))).areas;
			// It may have been read again meanwhile.
			this.areas = this.areas.map((one) => {
				if (one.slug !== slug) return one;
				const known = one.items.map(({ id }) => id);
				const items = [...one.items, ...(next?.items ?? []).filter(({ id }) => !known.includes(id))];
				return { ...one, items, after: next?.after ?? null };
			});
		});
	}

	async #read(work: () => Promise<void>): Promise<void> {
		if (this.busy) return;
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

function merge(had: InboxArea | undefined, now: InboxArea): InboxArea {
	if (!had) return now;
	const kept = had.items.map((thread) => now.items.find(({ id }) => id === thread.id) ?? asRead(thread));
	const known = had.items.map(({ id }) => id);
	return { ...now, items: [...now.items.filter(({ id }) => !known.includes(id)), ...kept] };
}

const asRead = (thread: Thread): Thread => ({
	...thread,
	reading: thread.reading && { ...thread.reading, unread: 0, first: undefined }
});

import { api, ask } from '$api/client';
import { takeFromShell } from '$api/shell';
import type { Area, List, Thread } from '$api/types';

/** The strength areas that the reader may see, in their order. */
class Areas {
	list = $state.raw<Area[]>([]);
	#asked?: Promise<Area[]>;
	#reader?: string;

	/**
	 * The areas, as this reader (a member's id, or nobody) may see them: asks the server once a reader.
	 * Throws a Problem when it did not answer.
	 */
	ready(reader?: string): Promise<Area[]> {
		if (!this.#asked || this.#reader !== reader) {
			this.#reader = reader;
			this.#asked = this.#ask();
		}
		return this.#asked;
	}

	/** Asks afresh, as after joining or leaving one. */
	async refresh(): Promise<void> {
		this.#asked = this.#ask();
		await this.#asked;
	}

	async #ask(): Promise<Area[]> {
		try {
			const { items } = takeFromShell<List<Area>>('areas') ?? (await ask(api.GET('/api/areas')));
			this.list = items.toSorted((one, other) => one.position - other.position);
			return this.list;
		} catch (problem) {
			this.#asked = undefined;
			throw problem;
		}
	}
}

export const areas = new Areas();

/** The threads of an area where something happened last. */
export async function latestThreads(slug: string, limit = 3): Promise<Thread[]> {
	const answer = await ask(
		api.GET('/api/areas/{slug}/threads', { params: { path: { slug }, query: { limit } } })
	);
	return answer.items;
}

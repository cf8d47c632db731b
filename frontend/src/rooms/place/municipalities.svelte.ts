import { api, ask } from '$api/client';
import type { Municipality } from '$api/types';
import { byName } from '$i18n/format';

/** The municipalities of the county, in Swedish order. They hardly ever change, so they are asked for once. */
class Municipalities {
	list = $state.raw<Municipality[]>([]);
	#asked?: Promise<Municipality[]>;

	ready(): Promise<Municipality[]> {
		return (this.#asked ??= this.#ask());
	}

	async #ask(): Promise<Municipality[]> {
		try {
			const { items } = await ask(api.GET('/api/municipalities'));
			this.list = items.toSorted(byName);
			return this.list;
		} catch (problem) {
			this.#asked = undefined;
			throw problem;
		}
	}
}

export const municipalities = new Municipalities();

import type { Site } from './types';
import { api, ask } from './client';
import { takeFromShell } from './shell';

/** What this installation is: its name, whether it is a demonstration, who may register. */
class AboutSite {
	facts = $state.raw<Site>();
	#asked?: Promise<void>;

	/** Asks once; while the server is away the facts stay unknown and the next call asks again. */
	ready(): Promise<void> {
		return (this.#asked ??= this.#ask());
	}

	async #ask(): Promise<void> {
		try {
			this.facts = takeFromShell<Site>('site') ?? (await ask(api.GET('/api/site')));
		} catch {
			this.#asked = undefined;
		}
	}
}

export const site = new AboutSite();

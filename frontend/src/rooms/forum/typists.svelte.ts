const SHOWN_FOR_MS = 6_000;

interface Typist {
	id: string;
	name: string;
}

/** Who is writing at this moment, as far as the signals tell. */
export class Typists {
	list = $state.raw<Typist[]>([]);
	#timers: Record<string, ReturnType<typeof setTimeout>> = {};

	/** Somebody wrote a little; they count as writing for a few seconds. */
	heard(by: Typist): void {
		clearTimeout(this.#timers[by.id]);
		this.#timers[by.id] = setTimeout(() => this.done(by.id), SHOWN_FOR_MS);
		if (!this.list.some(({ id }) => id === by.id)) this.list = [...this.list, by];
	}

	/** They are done: their post came, or nothing did. */
	done(id: string): void {
		clearTimeout(this.#timers[id]);
		delete this.#timers[id];
		if (this.list.some((typist) => typist.id === id))
			this.list = this.list.filter((typist) => typist.id !== id);
	}

	/** Nobody is known to write. */
	clear(): void {
		for (const timer of Object.values(this.#timers)) clearTimeout(timer);
		this.#timers = {};
		this.list = [];
	}
}

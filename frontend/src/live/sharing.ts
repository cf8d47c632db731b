import type { LiveEvent } from './frames';
import type { LiveClient, Watch } from './socket';

/** Who hears of a topic beside others. */
export interface Hearing {
	event?(event: LiveEvent): void;
	/** What happened until now may have been missed: read it. From here on events come. */
	standing?(): void;
	/** The subscription ended for good: one may not watch it any more, or not as before. */
	over?(): void;
}

interface Shared {
	hearings: Set<Hearing>;
	watch?: Watch;
	stands: boolean;
}

/** Lets several parts of a page watch one topic, which has one watch. */
export class Sharing {
	readonly #topics = new Map<string, Shared>();

	constructor(private readonly live: Pick<LiveClient, 'watch'>) {}

	/** Hears a topic from now on. Returns how to stop. */
	hear(topic: string, hearing: Hearing): () => void {
		const shared = this.#topics.get(topic) ?? this.#begin(topic);
		shared.hearings.add(hearing);
		if (shared.stands) hearing.standing?.();
		return () => {
			shared.hearings.delete(hearing);
			if (shared.hearings.size > 0 || this.#topics.get(topic) !== shared) return;
			this.#topics.delete(topic);
			shared.watch?.stop();
		};
	}

	#begin(topic: string): Shared {
		const shared: Shared = { hearings: new Set(), stands: false };
		this.#topics.set(topic, shared);
		const stand = () => {
			shared.stands = true;
			for (const hearing of shared.hearings) hearing.standing?.();
		};
		// Whoever comes after the end of a subscription begins a new one.
		const over = () => {
			if (this.#topics.get(topic) === shared) this.#topics.delete(topic);
			for (const hearing of shared.hearings) hearing.over?.();
		};
		shared.watch = this.live.watch(topic, {
			event: (event) => {
				for (const hearing of shared.hearings) hearing.event?.(event);
			},
			standing: stand,
			fallen: () => (shared.stands = false),
			reset: (head) => shared.watch?.resume(head),
			revoked: over,
			refused: over
		});
		return shared;
	}
}

import { api, ask } from '$api/client';
import type { Ballot, BallotList, BallotState } from '$api/ballot';
import type { LiveEvent } from '$live/frames';

/** The ballots after an event: of each its newest version; what only the reader's own answer tells stays. */
export function apply(ballots: Ballot[], state: BallotState): Ballot[] {
	const at = ballots.findIndex(({ id }) => id === state.id);
	const had = ballots[at];
	if (!had) return [state, ...ballots];
	return state.version < had.version ? ballots : ballots.with(at, { ...state, mine: had.mine, may: had.may });
}

/** Where ballots are held. */
export type BallotPlace = 'threads' | 'workshops';

/** Follows the ballots of a thread or a workshop: read once, told by events, and read again when the reader's own part changes. */
export class BallotFollower {
	list = $state.raw<Ballot[]>([]);
	may = $state.raw({ start: false, lead: false });
	readonly open = $derived(this.list.filter(({ state }) => state === 'open'));
	readonly mayStart = $derived(this.may.start && (this.may.lead || this.open.length === 0));
	#told: Record<string, BallotState> = {};
	/** Readings that began, and the latest of those that ended. */
	#begun = 0;
	#ended = 0;

	/** Who wants to tell the reader of it. */
	news?: (event: LiveEvent, ballot: BallotState) => void;

	constructor(
		readonly host: string,
		readonly place: BallotPlace = 'threads'
	) {}

	/** Takes an event in, also one that comes before the first reading; without one, reads again. */
	hear = (event?: LiveEvent): void => {
		if (!event) return void this.read();
		const state = event.data as BallotState;
		this.#told[state.id] = state;
		const had = this.list.find(({ id }) => id === state.id);
		this.list = apply(this.list, state);
		this.news?.(event, state);
		// What the reader may do is told only by reading.
		if (had?.state !== state.state) void this.read();
	};

	/** Reads everything; a failure leaves what is there, and the next event or reading mends it. */
	async read(): Promise<void> {
		const nth = ++this.#begun;
		let read: BallotList;
		try {
			read = await ask(api.GET(`/api/${this.place}/{id}/ballots`, { params: { path: { id: this.host } } }));
		} catch {
			return;
		}
		if (nth < this.#ended) return; // one that began later knows more
		this.#ended = nth;
		this.may = read.may;
		this.list = Object.values(this.#told).reduce(apply, read.items);
	}
}

import { api, ask } from '$api/client';
import { asProblem, type Problem } from '$api/problem';
import type { Citizen, CitizenState, List, Role } from '$api/types';

/** Who is looked for among the members; an empty word asks for anybody. */
export interface Quest {
	q: string;
	state: CitizenState | '';
	role: Role | 'any' | '';
}

const portion = 50;
const most = 200;

export function readCitizens(quest: Quest, limit = portion, after?: string): Promise<List<Citizen>> {
	const query = {
		limit,
		...(quest.q.trim() && { q: quest.q.trim() }),
		...(quest.state && { state: quest.state }),
		...(quest.role && { role: quest.role }),
		...(after && { after })
	};
	return ask(api.GET('/api/administration/members', { params: { query } }));
}

/** The members that were asked for, as far as they were read. */
export class Census {
	items = $state.raw<Citizen[]>([]);
	after = $state<string | null>(null);
	reading = $state(false);
	problem = $state.raw<Problem>();
	#newest = 0;

	constructor(
		first: List<Citizen>,
		private readonly read = readCitizens
	) {
		this.#take(first, []);
	}

	/** Reads from the start, as many as are shown where the question is the same. */
	look(quest: Quest, afresh = true): Promise<void> {
		const limit = afresh ? portion : Math.min(most, Math.max(portion, this.items.length));
		return this.#run(() => this.read(quest, limit), false);
	}

	/** Reads on. */
	async more(quest: Quest): Promise<void> {
		const { after } = this;
		if (after !== null && !this.reading) await this.#run(() => this.read(quest, portion, after), true);
	}

	async #run(read: () => Promise<List<Citizen>>, on: boolean): Promise<void> {
		const turn = ++this.#newest;
		this.reading = true;
		this.problem = undefined;
		try {
			const page = await read();
			// An answer to an older question counts for nothing.
			if (turn === this.#newest) this.#take(page, on ? this.items : []);
		} catch (caught) {
			if (turn === this.#newest) this.problem = asProblem(caught);
		} finally {
			if (turn === this.#newest) this.reading = false;
		}
	}

	#take(page: List<Citizen>, before: Citizen[]): void {
		this.items = [...before, ...page.items.filter(({ id }) => !before.some((one) => one.id === id))];
		this.after = page.after;
	}
}

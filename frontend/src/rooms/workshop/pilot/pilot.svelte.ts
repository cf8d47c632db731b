import { asProblem } from '$api/problem';
import type { StageAct } from '$api/workshop';
import { Attempt } from '$ui/attempt.svelte';
import type { FloorFollower } from '../floor/follower.svelte';
import type { WorkshopState } from '../workshop.svelte';

/** What one's own last press can be taken back with, as long as nobody pressed since. */
interface Undo {
	what: 'next' | 'wrap_up' | 'extend' | 'close';
	version: number;
	act: () => Promise<unknown>;
}

/** A press at a time, what came of it, and how it is taken back. */
export class Pilot {
	readonly pressing = new Attempt();
	/** Somebody else pressed first: what is shown is how it stands now. */
	second = $state(false);
	#undo = $state.raw<Undo>();
	readonly undo = $derived(
		this.#undo && this.#undo.version === this.#version(this.#undo) ? this.#undo : undefined
	);

	constructor(
		private readonly room: WorkshopState,
		private readonly floor: FloorFollower
	) {}

	#version({ what }: Pick<Undo, 'what'>): number | undefined {
		return what === 'close' ? this.floor.floor?.list.version : this.room.at.version;
	}

	/** Does what was pressed, and tells whoever was second so. */
	press = async (work: () => Promise<unknown>): Promise<boolean> => {
		this.second = false;
		this.#undo = undefined;
		const went = await this.pressing.run(work);
		const { status } = asProblem(this.pressing.problem);
		if (!went && (status === 409 || status === 412)) {
			this.second = true;
			this.pressing.problem = undefined;
		}
		return went;
	};

	#remember(what: Undo['what'], act: Undo['act']): void {
		this.#undo = { what, version: this.#version({ what }) ?? 0, act };
	}

	stage = async (act: StageAct): Promise<void> => {
		if (!(await this.press(() => this.room.act(act)))) return;
		const { do: what, minutes = 0 } = act;
		if (what === 'next' || what === 'wrap_up') this.#remember(what, () => this.room.act({ do: 'back' }));
		if (what === 'extend') this.#remember(what, () => this.room.act({ do: 'extend', minutes: -minutes }));
	};

	nextSpeaker = (): Promise<boolean> =>
		this.press(async () => {
			await this.floor.act({ do: 'start' });
			await this.floor.read();
		});

	closeList = async (): Promise<void> => {
		const went = await this.press(async () => {
			await this.floor.act({ do: 'close' });
			await this.floor.read();
		});
		if (went) this.#remember('close', () => this.floor.act({ do: 'open' }));
	};

	takeBack = (): Promise<boolean> => {
		const act = this.#undo?.act;
		return act ? this.press(act) : Promise.resolve(false);
	};
}

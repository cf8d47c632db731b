import { api, ask } from '$api/client';
import type { Participant } from '$api/workshop';
import { Refresh } from '$ui/refresh.svelte';
import type { WorkshopState } from './workshop.svelte';

/** People come in crowds: the list is read once for all of them. */
const PAUSE_MS = 1_500;

/** Who is in the room, for those who facilitate; read only where somebody looks at it. */
export class Roster {
	list = $state.raw<Participant[]>();
	failed = $state(false);
	readonly present = $derived(this.list?.filter(({ left_at }) => !left_at) ?? []);
	readonly phones = $derived(this.present.filter(({ kind }) => kind === 'phone'));
	#refresh = new Refresh(async () => {
		await this.read();
		if (this.#problem) throw this.#problem;
	}, PAUSE_MS);
	#problem: unknown;

	constructor(private readonly workshop: WorkshopState) {}

	async read(): Promise<void> {
		if (!this.workshop.leads) return void (this.list = undefined);
		try {
			const params = { path: { id: this.workshop.id } };
			const { items } = await ask(api.GET('/api/workshops/{id}/participants', { params }));
			this.list = items;
			this.failed = false;
			this.#problem = undefined;
		} catch (caught) {
			this.failed = true; // what is there stays
			this.#problem = caught;
		}
	}

	/** Somebody came or went. */
	changed(): void {
		if (this.list) this.#refresh.soon(PAUSE_MS);
	}

	stop(): void {
		this.#refresh.stop();
	}
}

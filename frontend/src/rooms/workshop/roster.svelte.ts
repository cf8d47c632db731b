import { api, ask } from '$api/client';
import type { Participant } from '$api/workshop';
import type { WorkshopState } from './workshop.svelte';

/** People come in crowds: the list is read once for all of them. */
const PAUSE_MS = 1_500;

/** Who is in the room, for those who facilitate; read only where somebody looks at it. */
export class Roster {
	list = $state.raw<Participant[]>();
	failed = $state(false);
	readonly present = $derived(this.list?.filter(({ left_at }) => !left_at) ?? []);
	readonly phones = $derived(this.present.filter(({ kind }) => kind === 'phone'));
	#later?: ReturnType<typeof setTimeout>;

	constructor(private readonly workshop: WorkshopState) {}

	async read(): Promise<void> {
		if (!this.workshop.leads) return void (this.list = undefined);
		try {
			const params = { path: { id: this.workshop.id } };
			const { items } = await ask(api.GET('/api/workshops/{id}/participants', { params }));
			this.list = items;
			this.failed = false;
		} catch {
			this.failed = true; // what is there stays
		}
	}

	/** Somebody came or went. */
	changed(): void {
		if (!this.list) return;
		this.#later ??= setTimeout(() => {
			this.#later = undefined;
			void this.read();
		}, PAUSE_MS);
	}

	stop(): void {
		clearTimeout(this.#later);
		this.#later = undefined;
	}
}

import type { Invited } from '$api/workshop';
import type { WorkshopState } from '../workshop.svelte';
import { invite, readInvited, uninvite } from './calls';
import { guestsOf, type GuestList } from './guests';

/** Who is invited to a workshop and what everybody answered; told to those who facilitate alone. */
export class GuestBook {
	/** Undefined before it was read. */
	list = $state.raw<GuestList>();
	/** How many are invited by name. An organisation counts as one: who speaks for it is not counted. */
	readonly invited = $derived({ persons: this.#count('member'), organisations: this.#count('organisation') });
	#heard = '';
	#asked = 0;

	constructor(private readonly workshop: WorkshopState) {}

	#count(kind: Invited['kind']): number {
		return this.list?.invited.filter((guest) => guest.kind === kind).length ?? 0;
	}

	/** Reads it where somebody answered since; in an effect it is asked again whenever somebody did. */
	heed(): void {
		const { people, stage } = this.workshop.at;
		const told = JSON.stringify([people, stage.state]);
		if (told === this.#heard) return;
		this.#heard = told;
		void this.#read().catch(() => (this.#heard = ''));
	}

	async #read(): Promise<void> {
		const turn = ++this.#asked;
		const { invited, replies } = await readInvited(this.workshop.id);
		if (turn === this.#asked) this.list = guestsOf(invited, replies);
	}

	async invite(whom: Invited): Promise<void> {
		await invite(this.workshop.id, whom);
		await this.#read();
	}

	async uninvite(whom: Invited): Promise<void> {
		await uninvite(this.workshop.id, whom);
		await this.#read();
	}
}

import { api, ask } from '$api/client';
import type { KeptDraft } from '$api/types';
import { connection, live } from '$live/live.svelte';
import { Refresh } from '$ui/refresh.svelte';
import type { Drafts } from '../draft';
import { together, type ListedDraft } from './together';

/** The list of a member's drafts, as it is on all devices. */
export class DraftShelf {
	list = $state.raw<ListedDraft[]>();
	/** Reads the list; where the server does not answer only what this browser holds is shown. */
	readonly refresh = new Refresh(() => this.#read());
	/** The one that was just thrown away, to be brought back, and at which place of the list it stood. */
	thrown = $state.raw<{ draft: ListedDraft; at: number }>();

	constructor(
		private readonly member: string,
		private readonly drafts: Drafts
	) {}

	/** Reads the list, now and when another device changes it. Returns how to stop. */
	follow(): () => void {
		void this.refresh.now();
		const stopListening = live.overhear(
			`member:${this.member}`,
			({ signal }) => void (signal === 'drafts' && this.refresh.soon())
		);
		const stopEffect = $effect.root(() => {
			// What was signalled while the connection was away is known only by asking.
			$effect(() => void (connection.up && this.refresh.wake()));
		});
		return () => {
			this.refresh.stop();
			stopListening();
			stopEffect();
		};
	}

	async #read(): Promise<void> {
		let server: KeptDraft[] = [];
		try {
			server = (await ask(api.GET('/api/drafts'))).items;
		} finally {
			this.list = together(server, this.drafts.all(this.member));
		}
	}

	async discard(draft: ListedDraft): Promise<void> {
		const at = this.list?.findIndex(({ place }) => place === draft.place) ?? 0;
		if (draft.version > 0)
			await ask(api.DELETE('/api/drafts/{place}', { params: { path: { place: draft.place }, header: {} } }));
		this.drafts.drop(this.member, draft.place);
		this.thrown = { draft, at };
		await this.refresh.now();
	}

	async bringBack(): Promise<void> {
		if (!this.thrown) return;
		const { place, text, fields, other } = this.thrown.draft;
		const params = { path: { place }, header: {} };
		await ask(api.PUT('/api/drafts/{place}', { params, body: { text, fields, other } }));
		this.thrown = undefined;
		await this.refresh.now();
	}
}

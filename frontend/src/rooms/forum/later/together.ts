import type { KeptDraft } from '$api/types';
import type { Drafts } from '../draft';
import { nothing, same } from '../draftSync';

/** A draft as the list shows it: the server's, and what only this browser holds. */
export interface ListedDraft extends KeptDraft {
	/** Not on the server, or not like this. */
	here: boolean;
}

/** The drafts of the server and of this browser as one list, the last touched first. */
export function together(server: KeptDraft[], local: ReturnType<Drafts['all']>): ListedDraft[] {
	const all = new Map<string, ListedDraft>(server.map((one) => [one.place, { ...one, here: false }]));
	for (const [place, { text, fields, at, dirty }] of local) {
		const kept = all.get(place);
		const own = { text, fields, at };
		if (dirty === false || nothing(own) || (kept && same(kept, own))) continue;
		const version = kept?.version ?? 0;
		if (!kept || Date.parse(at) > Date.parse(kept.at))
			all.set(place, { ...kept, ...own, place, version, path: kept?.path ?? pathOf(place), here: true });
	}
	return [...all.values()]
		.filter((one) => !nothing(one) || one.other)
		.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/** Where one goes on writing, as far as a place alone tells. */
function pathOf(place: string): string | undefined {
	const [kind, id] = place.split(':');
	return { thread: `/threads/${id}#write`, area: `/areas/${id}/new`, post: `/posts/${id}` }[kind!];
}

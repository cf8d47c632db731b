import { api, ask } from '$api/client';
import type { KeptDraft } from '$api/types';

/** The drafts of this browser begin with it. */
export const PREFIX = 'kraftsam.draft.';

/** Whether anybody has begun to write at a place in this browser. */
export function hasDraft(place: string): boolean {
	try {
		return Object.keys(localStorage).some((key) => key.startsWith(PREFIX) && key.endsWith(`.${place}`));
	} catch {
		return false;
	}
}

/** What the reader has begun to write at a place, on whatever device. */
export async function draftOnServer(place: string): Promise<KeptDraft | undefined> {
	return (await ask(api.GET('/api/drafts', { params: { query: { place } } }))).items[0];
}

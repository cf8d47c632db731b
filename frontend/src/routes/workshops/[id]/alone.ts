import { must } from '$api/must';
import { asProblem } from '$api/problem';
import type { WorkshopAt } from '$api/workshop';
import { session } from '$rooms/account/session.svelte';
import { readWorkshop } from '$rooms/workshop/workshop.svelte';

/** Reads a workshop for a screen that stands alone, once it is known who is signed in; none where signing in may open it. */
export function readAlone(id: string): Promise<WorkshopAt | undefined> {
	const reading = readWorkshop(id).catch((caught: unknown) => {
		if (!session.holder && [401, 403, 404].includes(asProblem(caught).status)) return undefined;
		throw caught;
	});
	return must(reading);
}

/** Where one signs in, and comes back from. */
export const signInFor = (address: string): string => `/sign-in?next=${encodeURIComponent(address)}`;

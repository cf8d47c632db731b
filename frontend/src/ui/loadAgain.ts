import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * Loads again what depends on something. Whoever is just on the way to another page comes there first: SvelteKit would
 * break that off.
 */
export async function loadAgain(what: string): Promise<void> {
	await navigating.complete?.catch(() => undefined);
	await invalidate(what);
}

import { isHttpError } from '@sveltejs/kit';
import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';
import { asProblem, Problem } from '$api/problem';
import { Refresh } from './refresh.svelte';

/** A page is being loaded again, and what went wrong with that. */
let again: { problem?: Problem } | undefined;

/**
 * Loads again what depends on something. Whoever is just on the way to another page comes there first: SvelteKit would
 * break that off.
 */
async function load(what: string): Promise<void> {
	await navigating.complete?.catch(() => undefined);
	const own = (again = {} as { problem?: Problem });
	try {
		await invalidate(what);
	} finally {
		if (again === own) again = undefined;
	}
	if (own.problem) throw own.problem;
}

const known = new Map<string, Refresh>();

/** How what depends on something is loaded again, and whether that failed. */
export function loading(what: string): Refresh {
	const one = known.get(what) ?? new Refresh(() => load(what));
	known.set(what, one);
	return one;
}

/** Loads again what depends on something, as somebody did something there. */
export const loadAgain = (what: string): Promise<void> => loading(what).now();

/**
 * A page's `load` that leaves the page as it is where it is loaded again and that fails: nobody loses what they are just
 * writing to an error page because somebody else did something.
 */
export function keeping<Event extends { url: URL }, Data>(
	read: (event: Event) => Promise<Data>
): (event: Event) => Promise<Data> {
	let had: { address: string; data: Data } | undefined;
	return async (event) => {
		const address = event.url.pathname + event.url.search;
		try {
			const data = await read(event);
			had = { address, data };
			return data;
		} catch (caught) {
			const problem = asCalled(caught);
			if (!again || !problem || had?.address !== address) throw caught;
			again.problem = problem;
			return had.data;
		}
	};
}

/** What a later try may mend, as the problem that it was. */
function asCalled(caught: unknown): Problem | undefined {
	if (isHttpError(caught)) {
		const { status, body } = caught;
		if (status !== 429 && status < 500) return undefined;
		return new Problem(status, body.code ?? body.message, [], undefined, body.retryAfter);
	}
	return caught instanceof Problem ? asProblem(caught) : undefined;
}

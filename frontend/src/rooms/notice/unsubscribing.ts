import { api, ask } from '$api/client';
import { asProblem, type Problem } from '$api/problem';

/**
 * The word that a letter's link brings along after the #, which browsers tell no server; letters of before have it before that. Empty
 * when the link was cut.
 */
export function wordIn(address: URL): string {
	const word = new URLSearchParams(address.hash.slice(1)).get('token') ?? address.searchParams.get('token');
	// Anything else would be another address of the API.
	return /^[A-Za-z0-9_-]{1,64}$/.test(word ?? '') ? word! : '';
}

/** Which letters a word ends; without letters the link is not good, or it is not known for want of an answer. */
export async function lettersOf(word: string): Promise<{ what?: string; problem?: Problem }> {
	if (!word) return {};
	try {
		return await ask(api.GET('/api/unsubscriptions/{word}', { params: { path: { word } } }));
	} catch (caught) {
		const problem = asProblem(caught);
		return problem.refused && problem.status !== 429 ? {} : { problem };
	}
}

/** Ends them. */
export const unsubscribe = (word: string) =>
	ask(api.POST('/api/unsubscriptions/{word}', { params: { path: { word } } }));

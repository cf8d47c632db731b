import { api, ask } from '$api/client';
import type { Answering } from '$api/notice';
import { asProblem, type Problem } from '$api/problem';

/** What a letter's link brings along after the #, which browsers tell no server; letters of before have it before that. */
function brought(address: URL, name: string): string {
	return new URLSearchParams(address.hash.slice(1)).get(name) ?? address.searchParams.get(name) ?? '';
}

/** The word of the link; empty when it was cut. */
export function wordOf(address: URL): string {
	const word = brought(address, 'token');
	// Anything else would be another address of the API.
	return /^[A-Za-z0-9_-]{1,64}$/.test(word) ? word : '';
}

/** The answer that the link of a letter chooses beforehand; nothing is sent by it. */
export function choiceIn(address: URL): string {
	const choice = brought(address, 'answer');
	return ['yes', 'reservation', 'no'].includes(choice) ? choice : '';
}

/** What a word answers; without it the link is not good, or it is not known for want of an answer. */
export async function answeringBy(word: string): Promise<{ asked?: Answering; problem?: Problem }> {
	if (!word) return {};
	try {
		return { asked: await ask(api.GET('/api/answers/{word}', { params: { path: { word } } })) };
	} catch (caught) {
		const problem = asProblem(caught);
		return problem.refused && problem.status !== 429 ? {} : { problem };
	}
}

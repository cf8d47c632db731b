import { api, ask } from '$api/client';
import type { Answering } from '$api/notice';
import { asProblem, type Problem } from '$api/problem';

/** The word that a letter's link brings along; empty when the link was cut. */
export function wordOf(address: URL): string {
	const word = address.searchParams.get('token') ?? '';
	// Anything else would be another address of the API.
	return /^[A-Za-z0-9_-]{1,64}$/.test(word) ? word : '';
}

/** The answer that the link of a letter chooses beforehand; nothing is sent by it. */
export function choiceIn(address: URL): string {
	const choice = address.searchParams.get('answer') ?? '';
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

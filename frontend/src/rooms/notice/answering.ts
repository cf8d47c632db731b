import { api, ask } from '$api/client';
import type { AnswerChoice, Answering, LetterAnswer } from '$api/notice';
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

/** The answer that the link of a letter chooses beforehand, where it is one of those asked for; nothing is sent by it. */
export function choiceIn(address: URL, asked: Pick<Answering, 'answers'>): LetterAnswer | undefined {
	const choice = brought(address, 'answer');
	return asked.answers.find(({ answer }) => answer === choice)?.answer;
}

/** What is sent of an answer: no line with one that takes none. */
export function sent(
	{ answer, line }: AnswerChoice,
	reason: string
): { answer: LetterAnswer; reason?: string } {
	return line === 'none' || !reason.trim() ? { answer } : { answer, reason };
}

/** Answers, or changes the answer. */
export const answerBy = (word: string, body: { answer: LetterAnswer; reason?: string }): Promise<Answering> =>
	ask(api.POST('/api/answers/{word}', { params: { path: { word } }, body }));

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

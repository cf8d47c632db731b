import createClient from 'openapi-fetch';
import { words } from '$i18n/words.svelte';
import type { paths } from './paths';
import { Problem, type ProblemBody } from './problem';

/** The HTTP API, typed by its own description. Wrap a call in `ask` to get the answer or a thrown Problem. */
export const api = createClient<paths>({
	baseUrl: globalThis.location?.origin,
	// Looked up at each call, so that a test can put its own fetch in place.
	fetch: (request) => globalThis.fetch(request)
});

interface Outcome<Answer> {
	data?: Answer;
	error?: unknown;
	response: Response;
}

/** The answer of a call; a refusal, a failure and a lost line are thrown as a Problem. */
export async function ask<Answer>(call: Promise<Outcome<Answer>>): Promise<Answer> {
	let outcome: Outcome<Answer>;
	try {
		outcome = await call;
	} catch {
		throw new Problem(0, 'unanswered');
	}
	if (outcome.response.ok) return outcome.data as Answer;
	// What went wrong is about to be told; without its words a more general sentence is.
	await words.need('problem').catch(() => undefined);
	const { status, headers } = outcome.response;
	const body = (outcome.error ?? {}) as Partial<ProblemBody>;
	const wait = Number.parseInt(headers.get('Retry-After') ?? '', 10);
	const retryAfter = Number.isNaN(wait) ? undefined : wait;
	throw new Problem(status, body.code ?? 'internal', body.errors, body.current, retryAfter);
}

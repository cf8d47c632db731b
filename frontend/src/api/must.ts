import { error } from '@sveltejs/kit';
import { asProblem } from './problem';

/** For a page's `load`: what it needs to be shown at all. A problem becomes the error page, with its words. */
export async function must<Answer>(answer: Promise<Answer>): Promise<Answer> {
	try {
		return await answer;
	} catch (caught) {
		const problem = asProblem(caught);
		const { code, retryAfter } = problem;
		error(problem.unanswered ? 503 : problem.status, { message: code, code, retryAfter });
	}
}

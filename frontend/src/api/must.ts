import { error } from '@sveltejs/kit';
import { Problem } from './problem';

/** For a page's `load`: what it needs to be shown at all. A problem becomes the error page, with its words. */
export async function must<Answer>(answer: Promise<Answer>): Promise<Answer> {
	try {
		return await answer;
	} catch (caught) {
		if (!(caught instanceof Problem)) throw caught;
		const { code, retryAfter } = caught;
		error(caught.unanswered ? 503 : caught.status, { message: code, code, retryAfter });
	}
}

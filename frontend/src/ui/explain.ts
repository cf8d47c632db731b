import type { Problem } from '$api/problem';
import { say, t } from '$i18n/words.svelte';

/** What went wrong, in words that help. A code that we do not know is told by what its status means. */
export function explain(problem: Problem): string {
	if (problem.unanswered) return t('problem.unanswered');
	if (problem.code === 'too_many_requests' && problem.retryAfter) {
		return t('problem.too_many_requests_wait', { n: problem.retryAfter });
	}
	return explainCode(problem.code) ?? t(problem.refused ? 'problem.refused' : 'problem.internal');
}

/** The words for a code, as of one field of a form; undefined when there are none. */
export function explainCode(code: string | undefined): string | undefined {
	return code === undefined ? undefined : say(`problem.${code}`);
}

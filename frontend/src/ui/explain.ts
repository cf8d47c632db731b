import type { Problem } from '$api/problem';
import { time } from '$i18n/format';
import { say, t } from '$i18n/words.svelte';

/** What went wrong, in words that help. A code that we do not know is told by what its status means. */
export function explain(problem: Problem): string {
	if (problem.unanswered) return t('problem.unanswered');
	if (problem.code === 'too_many_requests' && problem.retryAfter) {
		return waiting(problem.retryAfter);
	}
	return explainCode(problem.code) ?? t(problem.refused ? 'problem.refused' : 'problem.internal');
}

/** How long to wait: in minutes, and until when, where seconds would have to be counted. */
function waiting(seconds: number): string {
	if (seconds <= 90) return t('problem.too_many_requests_wait', { n: seconds });
	const until = Math.ceil(Date.now() / 60_000 + seconds / 60) * 60_000;
	return t('problem.too_many_requests_minutes', { n: Math.ceil(seconds / 60), time: time(new Date(until)) });
}

/** The words for a code, as of one field of a form; undefined when there are none. */
export function explainCode(code: string | undefined): string | undefined {
	return code === undefined ? undefined : say(`problem.${code}`);
}

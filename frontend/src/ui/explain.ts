import type { Problem } from '$api/problem';
import { time } from '$i18n/format';
import { say, t, words } from '$i18n/words.svelte';

/** What went wrong, in words that help. A code that we do not know is told by what its status means. */
export function explain(problem: Problem): string {
	if (problem.unanswered) return t('common.problem.unanswered');
	if (problem.code === 'too_many_requests' && problem.retryAfter) {
		return waiting(problem.retryAfter);
	}
	return explainCode(problem.code) ?? t(`common.problem.${problem.refused ? 'refused' : 'unanswered'}`);
}

/** How long to wait: in minutes, and until when, where seconds would have to be counted. */
function waiting(seconds: number): string {
	if (seconds <= 90) return t('common.problem.too_many_requests_wait', { n: seconds });
	const until = Math.ceil(Date.now() / 60_000 + seconds / 60) * 60_000;
	return t('common.problem.too_many_requests_minutes', {
		n: Math.ceil(seconds / 60),
		time: time(new Date(until))
	});
}

/**
 * The words for a code, as of one field of a form; undefined when there are none. They are read when something first goes wrong,
 * and a text that shows them is drawn again.
 */
export function explainCode(code: string | undefined): string | undefined {
	if (code !== undefined) void words.need('problem').catch(() => undefined);
	return code === undefined ? undefined : say(`problem.${code}`);
}

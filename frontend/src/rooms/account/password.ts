import type { Problem } from '$api/problem';
import { t } from '$i18n/words.svelte';
import { explainCode } from '$ui/explain';

/** What is wrong with a new password that can be told without asking the server; undefined when nothing is. */
export function passwordFault(password: string): string | undefined {
	const length = [...password].length;
	if (length < 12) return explainCode('password_too_short');
	if (length > 256) return explainCode('password_too_long');
	return undefined;
}

/** The words for a wrong password of somebody who is signed in: there is no address that could be wrong. */
export function ownPassword(problem: Problem | undefined): string | undefined {
	return problem?.code === 'credentials_wrong' ? t('account.passwordWrong') : undefined;
}

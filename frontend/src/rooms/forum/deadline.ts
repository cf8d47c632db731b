import { date } from '$i18n/format';
import { t } from '$i18n/words.svelte';

const DAY_MS = 86_400_000;

/** The days that are left of a deadline, the last day included as 0; negative when it is over. A day is the reader's own. */
export function daysLeft(deadline: string, now = new Date()): number {
	const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
	return Math.round((Date.parse(`${deadline}T00:00:00Z`) - today) / DAY_MS);
}

/** A deadline in words. */
export function deadlineWords(deadline: string, now = new Date()): string {
	const left = daysLeft(deadline, now);
	const day = date(`${deadline}T12:00:00Z`);
	if (left < 0) return t('forum.thread.timeOver', { day });
	return left === 0 ? t('forum.thread.lastDay') : t('forum.thread.daysLeft', { n: left, day });
}

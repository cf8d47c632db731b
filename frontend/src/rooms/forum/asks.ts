import type { Ask } from '$api/types';
import { date, moment } from '$i18n/format';
import { say, t } from '$i18n/words.svelte';

/** What is asked, in words: the kinds that the catalogue knows, and of others what it is about. */
export function askTitle(ask: Ask): { title: string; lang?: string; text?: string } {
	const words = say(`lists.since.ask.${ask.kind.replaceAll('.', '_')}`, {
		by: ask.by ?? '',
		title: ask.title
	});
	// A day alone has no hour.
	const by = ask.before?.includes('T') ? moment : date;
	const text = ask.before && t('lists.since.ask.before', { time: by(ask.before) });
	return words ? { title: words, text } : { title: ask.title, lang: ask.lang, text };
}

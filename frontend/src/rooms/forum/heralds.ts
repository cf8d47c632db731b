import { t } from '$i18n/words.svelte';
import { announce } from '$ui/announce';
import { Herald } from './herald';

/** Tells of new posts in a thread, in the reader's language. */
export const newsHerald = (): Herald =>
	new Herald((news) => {
		const [one] = news;
		const last = news.at(-1)!;
		if (news.length === 1 && one) announce(t('forum.thread.announced', { ...one }));
		else announce(t('forum.thread.announcedMany', { n: news.length, name: last.name }));
	});

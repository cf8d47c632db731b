import { words } from '$i18n/words.svelte';
import { lettersOf, wordIn } from '$rooms/notice/unsubscribing';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await Promise.all([parent(), words.need('notice')]);
	const word = wordIn(url);
	return { word, ...(await lettersOf(word)) };
};

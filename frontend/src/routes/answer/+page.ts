import { words } from '$i18n/words.svelte';
import { answeringBy, choiceIn, wordOf } from '$rooms/ballot/letter';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	await words.need('ballot');
	const word = wordOf(url);
	return { word, choice: choiceIn(url), ...(await answeringBy(word)) };
};

import { words } from '$i18n/words.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	await words.need('answer');
};

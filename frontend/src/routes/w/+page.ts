import { words } from '$i18n/words.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await Promise.all([parent(), words.need('workshopJoin', 'problem')]);
};

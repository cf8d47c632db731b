import { words } from '$i18n/words.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await Promise.all([parent(), words.need('account', 'actor')]);
	return { invitation: url.searchParams.get('invitation') ?? '' };
};

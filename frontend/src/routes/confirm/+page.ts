import { words } from '$i18n/words.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	await words.need('account');
	return { token: url.searchParams.get('token') ?? '' };
};

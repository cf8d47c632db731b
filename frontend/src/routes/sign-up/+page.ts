import { words } from '$i18n/words.svelte';
import { municipalities } from '$rooms/place/municipalities.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	// Whoever cannot be told them can still sign up; they are needed for a proposed organisation only.
	const places = municipalities.ready().catch(() => []);
	await Promise.all([parent(), words.need('account', 'problem', 'actor'), places]);
	return { invitation: url.searchParams.get('invitation') ?? '' };
};

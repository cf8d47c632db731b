import { site } from '$api/site.svelte';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import type { LayoutLoad } from './$types';

// The server writes the readable page into the shell; everything else is this application.
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';

export const load: LayoutLoad = async () => {
	await Promise.all([words.need('common'), site.ready(), session.ready()]);
};

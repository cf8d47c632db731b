import { redirect } from '@sveltejs/kit';
import { api, ask } from '$api/client';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await Promise.all([parent(), words.need('account', 'calendar', 'notice', 'push')]);
	if (session.known && !session.member) redirect(307, '/sign-in?next=/account/notices');
	return { settings: await must(ask(api.GET('/api/notices/settings'))) };
};

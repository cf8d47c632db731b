import { redirect } from '@sveltejs/kit';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { portion } from '$rooms/notice/list.svelte';
import { narrowingIn } from '$rooms/notice/narrowing';
import { readNotices } from '$rooms/notice/reading';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	const narrowing = narrowingIn(url.searchParams);
	await Promise.all([parent(), words.need('notice')]);
	if (session.known && !session.member) redirect(307, '/sign-in?next=/notices');
	return { narrowing, first: await must(readNotices({ ...narrowing, limit: portion })) };
};

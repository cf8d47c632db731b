import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { openSince, sinceLimit } from '$rooms/forum/since';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await parent();
	const limit = url.searchParams.has('all') ? 50 : sinceLimit;
	const [since] = await must(Promise.all([openSince(limit), words.need('forum', 'lists')]));
	return { since, limit };
};

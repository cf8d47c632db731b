import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { openArea } from '$rooms/forum/reading';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	const [start] = await Promise.all([must(openArea(params.slug, url.pathname)), words.need('forum', 'area')]);
	return { start };
};

import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { filterOf } from '$rooms/forum/filter';
import { openArea } from '$rooms/forum/reading';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	const filter = filterOf(url.searchParams);
	const [start] = await Promise.all([
		must(openArea(params.slug, url.pathname, filter)),
		words.need('forum', 'lists', 'area')
	]);
	return { start, filter };
};

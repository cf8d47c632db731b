import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { firstActs, readAreaLog } from '$rooms/forum/order/acts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	const [acts] = await Promise.all([
		must(firstActs(url.pathname, () => readAreaLog(params.slug))),
		words.need('order', 'forum')
	]);
	return { acts, slug: params.slug };
};

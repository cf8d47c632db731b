import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { readArea } from '$rooms/forum/reading';
import { municipalities } from '$rooms/place/municipalities.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
	// Without the municipalities a thread can still be started.
	municipalities.ready().catch(() => undefined);
	const [area] = await Promise.all([must(readArea(params.slug)), words.need('forum', 'lists')]);
	return { area };
};

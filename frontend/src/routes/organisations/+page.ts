import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { find, questionOf } from '$rooms/actor/directory';
import { municipalities } from '$rooms/place/municipalities.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	const question = questionOf(url);
	const [found] = await must(
		Promise.all([find(question), municipalities.ready(), words.need('actor', 'place')])
	);
	return { question, found };
};

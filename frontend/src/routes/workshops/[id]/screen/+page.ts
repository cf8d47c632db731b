import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { readWorkshop } from '$rooms/workshop/workshop.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent }) => {
	const needed = words.need(
		'workshop',
		'workshopScreen',
		'workshopJoin',
		'ballot',
		'floor',
		'wall',
		'problem'
	);
	const [at] = await Promise.all([must(readWorkshop(params.id)), needed, parent()]);
	return { at, bare: true };
};

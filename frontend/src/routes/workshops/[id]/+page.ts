import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { readWorkshop } from '$rooms/workshop/workshop.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
	const [start] = await Promise.all([
		must(readWorkshop(params.id)),
		words.need('workshop', 'workshopPlan', 'workshopJoin', 'wall', 'floor', 'ballot', 'actor')
	]);
	return { start };
};

import { must } from '$api/must';
import { asProblem } from '$api/problem';
import { words } from '$i18n/words.svelte';
import { readResult } from '$rooms/workshop/result/follower.svelte';
import { readWorkshop } from '$rooms/workshop/workshop.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, depends }) => {
	depends('kraftsam:result');
	// A workshop that one may read can have no result that one may read yet: that is a page, not an error.
	const reading = readResult(params.id).catch((caught: unknown) => {
		if (asProblem(caught).code === 'result_unknown') return undefined;
		throw caught;
	});
	const [workshop, result] = await Promise.all([
		must(readWorkshop(params.id)),
		must(reading),
		words.need('workshopResult'),
		words.need('ballot'),
		words.need('workshop')
	]);
	return { workshop, result };
};

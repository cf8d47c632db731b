import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { areas } from '$rooms/area/areas.svelte';
import { readList, type Listing } from '$rooms/workshop/plan/calls';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await parent();
	const listing: Listing = {
		when: url.searchParams.get('when') === 'past' ? 'past' : 'upcoming',
		area: url.searchParams.get('area') ?? undefined,
		limit: 20
	};
	const [start] = await Promise.all([
		must(readList(listing)),
		must(areas.ready(session.member?.id)),
		words.need('workshop', 'workshopPlan')
	]);
	return { start, listing };
};

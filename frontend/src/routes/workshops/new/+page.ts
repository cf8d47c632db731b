import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { areas } from '$rooms/area/areas.svelte';
import { threadReader } from '$rooms/forum/reading';
import { readTemplates } from '$rooms/workshop/plan/calls';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await parent();
	const id = url.searchParams.get('thread');
	const [templates, thread] = await Promise.all([
		must(readTemplates()),
		id ? must(threadReader(id).thread()) : undefined,
		must(areas.ready(session.member?.id)),
		words.need('workshop', 'workshopPlan')
	]);
	return { templates, thread };
};

import { must } from '$api/must';
import type { Thread } from '$api/types';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { areas, latestThreads } from '$rooms/area/areas.svelte';
import { openSince } from '$rooms/forum/since';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await Promise.all([parent(), words.need('area', 'forum', 'lists', 'welcome')]);
	const list = await must(areas.ready(session.member?.id));
	// The cards stand at once; what was said in each comes when it comes.
	const latest: Record<string, Promise<Thread[]>> = {};
	for (const { slug } of list) {
		latest[slug] = latestThreads(slug);
		latest[slug].catch(() => undefined); // the card tells it
	}
	if (!session.member) return { latest };
	// Without an answer a member still finds the areas.
	const { id } = session.member;
	const [since, asked, begun] = await Promise.all([
		openSince().catch(() => undefined),
		import('$rooms/workshop/plan/asked').then((plan) => plan.openAsked()).catch(() => undefined),
		import('$rooms/forum/later/begunLine').then(({ openBegun }) => openBegun(id)).catch(() => undefined)
	]);
	return { latest, since, asked, begun };
};

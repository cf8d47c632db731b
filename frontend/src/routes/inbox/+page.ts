import { api, ask } from '$api/client';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { areas } from '$rooms/area/areas.svelte';
import { inboxLimit } from '$rooms/forum/inbox.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await parent();
	const [inbox] = await must(
		Promise.all([
			ask(api.GET('/api/inbox', { params: { query: { limit: inboxLimit } } })),
			areas.ready(session.member?.id),
			words.need('forum', 'lists', 'area')
		])
	);
	return { inbox };
};

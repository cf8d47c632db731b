import { api, ask } from '$api/client';
import { must } from '$api/must';
import { session } from '$rooms/account/session.svelte';
import { lists, openForMembers } from '$rooms/administration/open';
import { keeping } from '$ui/loadAgain';
import type { PageLoad, PageLoadEvent } from './$types';

const most = 200;

export const load = keeping(async ({ parent, depends, url }: PageLoadEvent) => {
	depends(lists);
	await openForMembers({ parent, url }, session);
	const all = url.searchParams.has('all');
	const query = all ? { all } : {};
	const requests = ask(api.GET('/api/representations/waiting', { params: { query } }));
	if (!session.is('administrator')) {
		return { all: false, requests: (await must(requests)).items, members: [], proposals: [] };
	}
	const [members, asked, proposals] = await must(
		Promise.all([
			ask(api.GET('/api/administration/members', { params: { query: { state: 'waiting', limit: most } } })),
			requests,
			ask(api.GET('/api/administration/organisations'))
		])
	);
	// The server gives the newest first; here the one who has waited longest is next.
	return { all, requests: asked.items, members: members.items.toReversed(), proposals: proposals.items };
}) satisfies PageLoad;

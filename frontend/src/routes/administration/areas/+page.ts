import { api, ask } from '$api/client';
import { must } from '$api/must';
import { session } from '$rooms/account/session.svelte';
import { lists, openForAdministrators } from '$rooms/administration/open';
import { keeping } from '$ui/loadAgain';
import type { PageLoad, PageLoadEvent } from './$types';

export const load = keeping(async ({ parent, depends, url }: PageLoadEvent) => {
	depends(lists);
	await openForAdministrators({ parent, url }, session);
	const { items } = await must(ask(api.GET('/api/administration/areas')));
	return { list: items.toSorted((one, other) => one.position - other.position) };
}) satisfies PageLoad;

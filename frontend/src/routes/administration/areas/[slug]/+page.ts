import { error } from '@sveltejs/kit';
import { api, ask } from '$api/client';
import { must } from '$api/must';
import { session } from '$rooms/account/session.svelte';
import { lists, openForAdministrators } from '$rooms/administration/open';
import { keeping } from '$ui/loadAgain';
import type { PageLoad, PageLoadEvent } from './$types';

export const load = keeping(async ({ parent, depends, params, url }: PageLoadEvent) => {
	depends(lists);
	await openForAdministrators({ parent, url }, session);
	const { items } = await must(ask(api.GET('/api/administration/areas')));
	const area = items.find(({ slug }) => slug === params.slug);
	if (!area) error(404, { message: 'area_unknown', code: 'area_unknown' });
	return { area };
}) satisfies PageLoad;

import { api, ask } from '$api/client';
import { must } from '$api/must';
import { session } from '$rooms/account/session.svelte';
import { readCitizens } from '$rooms/administration/census.svelte';
import { openForAdministrators } from '$rooms/administration/open';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await openForAdministrators({ parent, url }, session);
	const [first, areas] = await must(
		Promise.all([readCitizens({ q: '', state: '', role: '' }), ask(api.GET('/api/administration/areas'))])
	);
	return { first, areas: areas.items };
};

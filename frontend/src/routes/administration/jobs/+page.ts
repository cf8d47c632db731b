import { api, ask } from '$api/client';
import { must } from '$api/must';
import { session } from '$rooms/account/session.svelte';
import { openForAdministrators } from '$rooms/administration/open';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await openForAdministrators({ parent, url }, session);
	return { first: await must(ask(api.GET('/api/administration/jobs'))) };
};

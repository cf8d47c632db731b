import { api, ask } from '$api/client';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { lists } from '$rooms/administration/open';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ parent, depends }) => {
	depends(lists);
	await Promise.all([parent(), words.need('account', 'administration')]);
	if (!session.is('administrator')) return { counts: undefined };
	// The counts are good to have; without them the pages are still there.
	return { counts: await ask(api.GET('/api/administration')).catch(() => undefined) };
};

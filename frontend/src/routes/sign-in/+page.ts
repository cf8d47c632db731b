import { api, ask } from '$api/client';
import { site } from '$api/site.svelte';
import { words } from '$i18n/words.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await Promise.all([parent(), words.need('account')]);
	if (!site.facts?.demo) return { accounts: [] };
	// Without the list one can still sign in by hand.
	const list = await ask(api.GET('/api/demo/accounts')).catch(() => undefined);
	return { accounts: list?.items ?? [] };
};

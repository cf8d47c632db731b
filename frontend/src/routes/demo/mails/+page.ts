import { api, ask } from '$api/client';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	const [mails] = await must(Promise.all([ask(api.GET('/api/demo/mails')), words.need('welcome')]));
	return { mails: mails.items };
};

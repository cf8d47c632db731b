import { api, ask } from '$api/client';
import { must } from '$api/must';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
	return { mails: (await must(ask(api.GET('/api/demo/mails')))).items };
};

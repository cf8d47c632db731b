import { api, ask } from '$api/client';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { myRepresentations } from '$rooms/account/representations';
import { session } from '$rooms/account/session.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent }) => {
	const [organisation] = await must(
		Promise.all([
			ask(api.GET('/api/organisations/{id}', { params: { path: { id: params.id } } })),
			words.need('actor'),
			parent()
		])
	);
	const mine = session.member ? await must(myRepresentations()) : [];
	return { organisation, status: mine.find((one) => one.organisation.id === organisation.id)?.status };
};

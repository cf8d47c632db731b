import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { areas } from '$rooms/area/areas.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await Promise.all([parent(), words.need('area')]);
	await must(areas.ready(session.member?.id));
};

import { redirect } from '@sveltejs/kit';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { openThread } from '$rooms/forum/reading';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	const around = url.searchParams.get('around') ?? undefined;
	const [start] = await Promise.all([must(openThread(params.id, url.pathname, around)), words.need('forum')]);
	if (start.thread.moved_to) redirect(307, `/threads/${start.thread.moved_to}`);
	return { start };
};

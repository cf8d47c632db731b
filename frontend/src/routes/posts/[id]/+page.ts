import { redirect } from '@sveltejs/kit';
import { must } from '$api/must';
import { readPost } from '$rooms/forum/reading';
import type { PageLoad } from './$types';

/** A post's permanent address leads into its thread, with what was said around it. */
export const load: PageLoad = async ({ params }) => {
	const post = await must(readPost(params.id));
	redirect(307, `/threads/${post.thread}?around=${post.id}#p-${post.id}`);
};

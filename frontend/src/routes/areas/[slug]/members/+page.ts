import { redirect } from '@sveltejs/kit';
import { api, ask } from '$api/client';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { keeping } from '$ui/loadAgain';
import type { PageLoad, PageLoadEvent } from './$types';

export const load = keeping(async ({ params: path, parent, depends, url }: PageLoadEvent) => {
	depends('kraftsam:area-members');
	await Promise.all([parent(), words.need('administration')]);
	if (session.known && !session.member) redirect(307, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
	const [area, members, invitations] = await must(
		Promise.all([
			ask(api.GET('/api/areas/{slug}', { params: { path } })),
			ask(api.GET('/api/areas/{slug}/members', { params: { path } })),
			ask(api.GET('/api/areas/{slug}/invitations', { params: { path } }))
		])
	);
	return { area, members: members.items, invitations: invitations.items };
}) satisfies PageLoad;

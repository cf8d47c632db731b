import { redirect } from '@sveltejs/kit';
import { api, ask } from '$api/client';
import { must } from '$api/must';
import { words } from '$i18n/words.svelte';
import { myRepresentations, requestsForMe } from '$rooms/account/representations';
import { session } from '$rooms/account/session.svelte';
import { keeping } from '$ui/loadAgain';
import type { PageLoad, PageLoadEvent } from './$types';

export const load = keeping(async ({ parent, depends }: PageLoadEvent) => {
	depends('kraftsam:account');
	await Promise.all([parent(), words.need('account', 'notice', 'problem')]);
	if (session.known && !session.member) redirect(307, '/sign-in?next=/account');
	const [representations, waiting, sessions, tokens, passkeys, connections] = await must(
		Promise.all([
			myRepresentations(),
			requestsForMe(),
			ask(api.GET('/api/sessions')),
			ask(api.GET('/api/tokens')),
			ask(api.GET('/api/passkeys')),
			ask(api.GET('/api/oidc/links'))
		])
	);
	return {
		representations,
		waiting,
		sessions: sessions.items,
		tokens: tokens.items,
		passkeys: passkeys.items,
		connections: connections.items
	};
}) satisfies PageLoad;

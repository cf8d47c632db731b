import { api, ask } from '$api/client';
import { asProblem } from '$api/problem';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
	await Promise.all([parent(), words.need('account')]);
	try {
		const waiting = await ask(api.GET('/api/oidc/pending'));
		// Whoever is signed in can only connect what has the address of their account.
		return { waiting, own: waiting.known ? undefined : session.member?.email };
	} catch (caught) {
		return { problem: asProblem(caught) };
	}
};

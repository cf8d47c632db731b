import { error, redirect } from '@sveltejs/kit';
import { words } from '$i18n/words.svelte';

/** What the pages of the administration depend on: read again when a list changed. */
export const lists = 'kraftsam:administration';

/** What is asked of the session: who is signed in, and whether they administer. */
export interface Reader {
	readonly known: boolean;
	readonly member?: unknown;
	is(role: 'administrator'): boolean;
}

/** What every page's `load` is given. */
interface Opening {
	parent(): Promise<unknown>;
	url: URL;
}

/** For a page's `load`: the words, and that somebody is signed in. Everybody else is led to do so. */
export async function openForMembers({ parent, url }: Opening, reader: Reader): Promise<void> {
	await Promise.all([parent(), words.need('account', 'actor', 'administration')]);
	if (reader.known && !reader.member) redirect(307, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
}

/** As that, for administrators only. */
export async function openForAdministrators(opening: Opening, reader: Reader): Promise<void> {
	await openForMembers(opening, reader);
	if (!reader.is('administrator')) error(403, { message: 'forbidden', code: 'forbidden' });
}

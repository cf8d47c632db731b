import { goto } from '$app/navigation';
import { api, ask } from '$api/client';
import { t } from '$i18n/words.svelte';
import { announce } from '$ui/announce';
import { flushReads } from './reads';

/** Opens the next thread with something unread, after the one whose page this is; says so where there is none. */
export async function openNext(path: string, followed: boolean): Promise<void> {
	const after = /^\/threads\/([\w-]+)/.exec(path)?.[1];
	await flushReads(false);
	const query = { ...(after ? { after } : {}), followed };
	const next = await ask(api.GET('/api/inbox/next', { params: { query } })).catch(() => undefined);
	if (next?.thread) await goto(`/threads/${next.thread.id}`);
	else if (next) announce(t(followed ? 'common.reading.noneFollowed' : 'common.reading.none'));
}

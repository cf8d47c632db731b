import { api, ask } from '$api/client';
import { takeFromShell } from '$api/shell';
import type { Act, List } from '$api/types';
import { say } from '$i18n/words.svelte';

/** What was done, in words; an act that there are no words for is told by its own name. */
export function actWords({ kind, posts = 0, minutes = 0 }: Pick<Act, 'kind' | 'posts' | 'minutes'>): string {
	return say(`order.log.what.${kind}`, { n: posts || minutes }) ?? kind;
}

export const readAreaLog = (slug: string, after?: string): Promise<List<Act>> =>
	ask(api.GET('/api/areas/{slug}/log', { params: { path: { slug }, query: { after } } }));

export const readThreadLog = (id: string, after?: string): Promise<List<Act>> =>
	ask(api.GET('/api/threads/{id}/log', { params: { path: { id }, query: { after } } }));

/** The first acts of a log: as the server wrote them into its page, else read now. */
export const firstActs = async (address: string, read: () => Promise<List<Act>>): Promise<List<Act>> =>
	takeFromShell<List<Act>>('acts', address) ?? (await read());

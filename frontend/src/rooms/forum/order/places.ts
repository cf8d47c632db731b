import { api, ask } from '$api/client';
import type { Thread } from '$api/types';

/** The threads of an area that posts of another may come to: open ones, the latest activity first. */
export async function places(area: string, but: string): Promise<Thread[]> {
	const params = { path: { slug: area }, query: { state: 'open', limit: 200 } };
	const { items } = await ask(api.GET('/api/areas/{slug}/threads', { params }));
	return items.filter(({ id }) => id !== but);
}

/** The thread that an address names, or undefined. */
export const threadOf = (address: string): string | undefined =>
	/\/threads\/([0-9A-Za-z_-]{1,40})/.exec(address)?.[1];

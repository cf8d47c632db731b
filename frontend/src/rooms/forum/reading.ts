import { api, ask } from '$api/client';
import { takeFromShell } from '$api/shell';
import type { Area, List, Mentionable, Position, Post, Thread } from '$api/types';
import type { Filter } from './filter';
import type { ThreadReader, ThreadStart } from './thread.svelte';

/** The calls with which a thread is read. */
export function threadReader(id: string): ThreadReader {
	const path = { id };
	return {
		thread: () => ask(api.GET('/api/threads/{id}', { params: { path } })),
		posts: (query) => ask(api.GET('/api/threads/{id}/posts', { params: { path, query } }))
	};
}

/** What a thread's page shows first: as the server wrote it into the page, else read now. */
export async function openThread(id: string, address: string, around?: string): Promise<ThreadStart> {
	const thread = takeFromShell<Thread & Position>('thread', address);
	const posts = takeFromShell<ThreadStart['posts']>('posts', address);
	const there = !around || posts?.items.some((post) => post.id === around);
	if (thread?.id === id && posts && there) return { thread, posts };
	const reader = threadReader(id);
	const [readThread, readPosts] = await Promise.all([
		reader.thread(),
		reader.posts({ around: around ?? 'unread' })
	]);
	return { thread: readThread, posts: readPosts };
}

/** One post with its version's words. */
export const readPost = (id: string): Promise<Post> =>
	ask(api.GET('/api/posts/{id}', { params: { path: { id } } }));

/** Whom one can mention in a thread, by what was typed of a name. */
export const mentionableIn =
	(id: string) =>
	(q: string): Promise<Mentionable> =>
		ask(api.GET('/api/threads/{id}/mentionable', { params: { path: { id }, query: { q } } }));

/** The same in a new thread of an area. */
export const mentionableInArea =
	(slug: string) =>
	(q: string): Promise<Mentionable> =>
		ask(api.GET('/api/areas/{slug}/mentionable', { params: { path: { slug }, query: { q } } }));

/** What an area's page shows first. */
export interface AreaStart {
	area: Area & Position;
	threads: List<Thread> & Position;
}

/** The threads of an area, latest activity first. */
export const readThreads = (
	slug: string,
	query: Filter & { after?: string } = {}
): Promise<AreaStart['threads']> =>
	ask(api.GET('/api/areas/{slug}/threads', { params: { path: { slug }, query } }));

/** The area itself. */
export const readArea = (slug: string): Promise<AreaStart['area']> =>
	ask(api.GET('/api/areas/{slug}', { params: { path: { slug } } }));

/** What an area's page shows first: as the server wrote it into the page, else read now. */
export async function openArea(slug: string, address: string, filter: Filter = {}): Promise<AreaStart> {
	const area = takeFromShell<AreaStart['area']>('area', address);
	const threads = takeFromShell<AreaStart['threads']>('threads', address);
	if (area?.slug === slug && threads) return { area, threads };
	const [readNow, threadsNow] = await Promise.all([readArea(slug), readThreads(slug, filter)]);
	return { area: readNow, threads: threadsNow };
}

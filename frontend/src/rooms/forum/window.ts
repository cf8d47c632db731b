import type { Post, PostState, Thread, ThreadState } from '$api/types';
import type { LiveEvent } from '$live/frames';

/** A thread, and the unbroken run of its posts that was read. */
export interface ThreadWindow {
	thread: Thread;
	posts: Post[];
	/** How to read what lies before and after the run; null where nothing more lies that way. */
	before: string | null;
	after: string | null;
}

/** A list of posts as it was read. */
export interface Page {
	items: Post[];
	before: string | null;
	after: string | null;
}

/**
 * What the window shows after an event. What the event's data says counts, not its name; the same event twice, or one
 * that the state showed already, changes nothing. Posts outside the run change only the counts.
 */
export function apply(window: ThreadWindow, event: LiveEvent, member: string | undefined): ThreadWindow {
	if (event.type.startsWith('post.')) {
		const post = event.data as PostState;
		// It went to another thread; an event that has this one read anew comes after.
		if (post.moved || post.thread !== window.thread.id) return window;
		return withPost(window, post, member);
	}
	if (!event.type.startsWith('thread.')) return window;
	const { thread, post } = threadOf(event);
	const next = withThread(window, thread);
	return post && !post.moved ? withPost(next, post, member) : next;
}

/** Whether posts came, went or have other numbers: then what was read of them counts no more and is read anew. */
export const rearranged = (event: LiveEvent): boolean => event.type === 'thread.rearranged';

/** The thread that an event tells of, apart from the first post that comes with a new one. */
export function threadOf(event: LiveEvent): { thread: ThreadState; post?: PostState } {
	const { post, ...thread } = event.data as ThreadState & { post?: PostState };
	return { thread, post };
}

/** The window with what was read next to it. */
export function extend(window: ThreadWindow, page: Page, way: 'before' | 'after'): ThreadWindow {
	const posts = merge(window.posts, page.items);
	return way === 'before'
		? { ...window, posts, before: page.before }
		: { ...window, posts, after: page.after };
}

function withThread(window: ThreadWindow, data: ThreadState): ThreadWindow {
	const { thread } = window;
	const newest =
		data.version >= thread.version ? { ...data, may: thread.may, reading: thread.reading } : thread;
	return {
		...window,
		thread: {
			...newest,
			posts: Math.max(thread.posts, data.posts),
			last_activity_at: later(thread.last_activity_at, data.last_activity_at)
		}
	};
}

function withPost(window: ThreadWindow, data: PostState, member: string | undefined): ThreadWindow {
	const thread = {
		...window.thread,
		posts: Math.max(window.thread.posts, data.number),
		last_activity_at: later(window.thread.last_activity_at, data.at)
	};
	const at = window.posts.findIndex((post) => post.id === data.id);
	const had = window.posts[at];
	if (had) return { ...window, thread, posts: window.posts.with(at, newer(had, data)) };
	const last = window.posts.at(-1);
	const follows = window.after === null && (!last || data.number > last.number);
	if (!follows) return { ...window, thread };
	const mine = data.author.id === member;
	return {
		...window,
		thread,
		posts: [
			...window.posts,
			{ ...data, may: { edit: mine, withdraw: mine, language: mine, react: !mine && member !== undefined } }
		]
	};
}

/** Of two states of a post the newer; what only the reader may see (`may`, `mine`, hidden words) an event does not know. */
function newer(had: Post, data: PostState): Post {
	if (data.version < had.version) return had;
	const gone = Boolean(data.withdrawn);
	const sameState =
		data.version === had.version && gone === Boolean(had.withdrawn) && data.hidden === had.hidden;
	if (sameState) return { ...had, reactions: data.reactions };
	return {
		...data,
		unread: had.unread,
		mine: gone ? undefined : had.mine,
		may: gone ? { edit: false, withdraw: false, language: false, react: false } : had.may
	};
}

/** Two runs of posts as one, each post once and in its newest version. */
function merge(one: Post[], other: Post[]): Post[] {
	const posts = new Map(one.map((post) => [post.id, post]));
	for (const post of other) {
		const had = posts.get(post.id);
		if (!had || had.version <= post.version) posts.set(post.id, post);
	}
	return [...posts.values()].sort((a, b) => a.number - b.number);
}

const later = (one: string, other: string): string => (Date.parse(other) > Date.parse(one) ? other : one);

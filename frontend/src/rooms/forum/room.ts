import type { Member, Post } from '$api/types';
import { createContext } from 'svelte';
import type { Reader } from './reader.svelte';
import type { ThreadFollower } from './thread.svelte';

/** What the parts of a thread's page share. */
export interface ThreadRoom {
	readonly follower: ThreadFollower;
	readonly member: Member | undefined;
	/** Whether the reader may write here now: the right is there and the thread is open. */
	readonly mayWrite: boolean;
	reply(post: Post): void;
	quote(post: Post): void;
	/** What of the thread is new to the reader; visitors have none. */
	readonly reader?: Reader;
	/** Makes the thread unread from a post on. */
	unreadFrom(post: Post): void;
}

export const [threadRoom, openThreadRoom] = createContext<ThreadRoom>();

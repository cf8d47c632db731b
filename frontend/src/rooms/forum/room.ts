import type { Member, Post } from '$api/types';
import { createContext } from 'svelte';
import type { ThreadFollower } from './thread.svelte';

/** What the parts of a thread's page share. */
export interface ThreadRoom {
	readonly follower: ThreadFollower;
	readonly member: Member | undefined;
	/** Whether the reader may write here now: the right is there and the thread is open. */
	readonly mayWrite: boolean;
	reply(post: Post): void;
	quote(post: Post): void;
}

export const [threadRoom, openThreadRoom] = createContext<ThreadRoom>();

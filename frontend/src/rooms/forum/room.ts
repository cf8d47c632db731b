import type { Area, Member, Organisation, Post } from '$api/types';
import { createContext, type Component } from 'svelte';
import type { Reader } from './reader.svelte';
import type { Selection } from './selection.svelte';
import type { ThreadFollower } from './thread.svelte';

/** What the page brings of other rooms: the areas that posts may move to, and how to choose an organisation. */
export interface Joins {
	areas: Area[];
	picker: () => Promise<{
		default: Component<{ chosen?: Organisation; sought?: string }, object, 'chosen' | 'sought'>;
	}>;
}

/** What the parts of a thread's page share. */
export interface ThreadRoom {
	readonly follower: ThreadFollower;
	readonly member: Member | undefined;
	/** Whether the reader may write here now: the right is there and the thread is open. */
	readonly mayWrite: boolean;
	/** The organisation for which the reader writes here; empty: as themselves. */
	speaksAs(): string;
	reply(post: Post): void;
	/** Puts words of a post into what is being written; without words, the whole of it. */
	quote(post: string, words?: string): void;
	/** Makes the panel where one writes small, so that something else can be written. */
	fold(): void;
	/** What of the thread is new to the reader; visitors have none. */
	readonly reader?: Reader;
	/** Makes the thread unread from a post on. */
	unreadFrom(post: Post): void;
	/** The posts that a facilitator is choosing to move. */
	readonly selection: Selection;
	/** What the page joins of other rooms. */
	readonly joins: Joins;
}

export const [threadRoom, openThreadRoom] = createContext<ThreadRoom>();

import { afterNavigate } from '$app/navigation';
import type { Member, Post } from '$api/types';
import { t } from '$i18n/words.svelte';
import { announce } from '$ui/announce';
import { Reader } from './reader.svelte';
import { followReading, markRead, markUnread, readOut } from './reads';
import type { ThreadFollower } from './thread.svelte';

/** What a thread's page does with its reader's reading. */
export interface ThreadReading {
	readonly reader: Reader | undefined;
	/** The number of the first post that was new when the page opened, unless all of it was. */
	readonly sinceFrom: number | undefined;
	unreadFrom(post: Post): void;
	readAll(): void;
	/** Begins to look. Returns how to stop. */
	follow(): () => void;
}

/** Call it while the page is made: the page then opens where the reader left off, unless its address names a post. */
export function openReading(
	follower: ThreadFollower,
	member: Member | undefined,
	sought: string | undefined
): ThreadReading {
	const { id, reading } = follower.thread;
	const reader = member && new Reader(id, member.id, readOut(member.id));
	afterNavigate(({ type }) => {
		// The way back leads to where the page stood, and an address may name something else than a post.
		const named = sought || location.hash.startsWith('#ballot-');
		if (!named && type !== 'popstate') document.getElementById('since')?.scrollIntoView({ block: 'start' });
	});
	return {
		reader,
		sinceFrom: reading?.first && reading.first > 1 ? reading.first : undefined,
		unreadFrom(post) {
			reader?.unreadFrom(post.number);
			void markUnread(id, post.number).then(() => announce(t('forum.reading.unreadDone')));
		},
		readAll() {
			const last = follower.thread.posts;
			void markRead(id, last).then(() => {
				reader?.readTo(last);
				announce(t('forum.reading.readDone'));
			});
		},
		follow: () => followReading(follower, reader)
	};
}

import { api, ask } from '$api/client';
import type { Choice, Reading } from '$api/types';
import type { Reader } from './reader.svelte';
import { ReadOut } from './readOut';
import type { ThreadFollower } from './thread.svelte';
import { unread } from './unread.svelte';

let out: { member: string; box: ReadOut } | undefined;

/** What this member has seen in this browser and is on its way. */
export function readOut(member: string): ReadOut {
	if (out?.member !== member) out = { member, box: makeOut(member) };
	return out.box;
}

function makeOut(member: string): ReadOut {
	return new ReadOut(
		{
			send: (id, seen, leaving) =>
				ask(
					api.PUT('/api/threads/{id}/reading', {
						params: { path: { id } },
						body: { seen },
						keepalive: leaving
					})
				),
			sent: (thread, reading) => unread.changed({ thread, reading })
		},
		member
	);
}

/** Keeps a thread's page in step with what its reader has read, on this screen and others. Returns how to stop. */
export function followReading(follower: ThreadFollower, reader?: Reader): () => void {
	if (!reader) return () => undefined;
	const { id } = follower.thread;
	const stopLooking = reader.start();
	follower.renumbered = () => reader.renumbered();
	const stopHearing = unread.listen(({ thread, area, reading }) => {
		if (thread === id && reading) follower.note(reading);
		else if (thread === id || (!thread && (!area || area === follower.thread.area))) void follower.again();
	});
	return () => {
		stopLooking();
		stopHearing();
		void flushReads(false);
	};
}

/** Sends what waits as the page goes out of sight, and when the line is back. */
export const flushReads = async (leaving: boolean): Promise<void> => out?.box.flush(leaving);

/** Marks posts up to a number as read: those that are shown, not what comes meanwhile. */
export const markRead = (id: string, upTo: number): Promise<void> =>
	told(
		id,
		ask(
			api.PUT('/api/threads/{id}/reading', {
				params: { path: { id } },
				body: { seen: [{ from: 1, to: Math.max(1, upTo) }] }
			})
		)
	);

/** Makes a thread unread from a post on. */
export const markUnread = (id: string, from: number): Promise<void> =>
	told(
		id,
		ask(api.PUT('/api/threads/{id}/reading', { params: { path: { id } }, body: { unread_from: from } }))
	);

/** Chooses how much of a thread one wants to be told. */
export const chooseThread = (id: string, body: Choice): Promise<void> =>
	told(id, ask(api.PUT('/api/threads/{id}/following', { params: { path: { id } }, body })));

/** Chooses how much of an area one wants to be told. */
export async function chooseArea(slug: string, body: Choice): Promise<void> {
	await ask(api.PUT('/api/areas/{slug}/following', { params: { path: { slug } }, body }));
	unread.changed({ area: slug });
}

/** Marks as read what was there at a moment: in an area, or everywhere. */
export async function markAllRead(until: string, slug?: string): Promise<void> {
	const body = { until };
	if (slug) await ask(api.PUT('/api/areas/{slug}/reading', { params: { path: { slug } }, body }));
	else await ask(api.PUT('/api/reading', { body }));
	unread.changed({ area: slug });
}

async function told(thread: string, answer: Promise<Reading>): Promise<void> {
	unread.changed({ thread, reading: await answer });
}

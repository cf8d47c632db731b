import { live, connection, listenToBrowser, onEnded } from '$live/live.svelte';
import { tray } from './outbox.svelte';
import { flushReads, readOut } from './reads';
import { unread } from './unread.svelte';

export { openNext } from './next';
export { unread };

/** What is asked of the session: who is signed in, and to look again. */
export interface SessionLike {
	member?: { id: string };
	/** The id of whoever the cookie names, guests too. */
	holder?: string;
	refresh(): Promise<void>;
}

/**
 * Keeps the live connection and the outbox going for as long as the site is open, for whoever is signed in.
 * Returns how to stop.
 */
export function startLive(session: SessionLike): () => void {
	onEnded(() => clearDeadSession(session));
	const stopListening = listenToBrowser();
	const stopCounting = unread.start(() => session.member?.id);
	const leaving = new AbortController();
	const options = { signal: leaving.signal };
	addEventListener('pagehide', () => void flushReads(true), options);
	document.addEventListener(
		'visibilitychange',
		() => document.visibilityState === 'hidden' && void flushReads(true),
		options
	);
	void tray.start(session, () => void session.refresh());
	let before = session.holder;
	const stopEffects = $effect.root(() => {
		$effect(() => {
			const id = session.holder;
			if (id === before) return;
			before = id;
			// The socket was opened with the cookie of whoever sat here before.
			live.restart();
			void tray.wake();
		});
		$effect(() => {
			if (connection.up) void tray.wake();
			// What was seen here before, also in an earlier visit, is sent as soon as it can be.
			if (connection.up && session.member) void readOut(session.member.id).flush();
		});
	});
	return () => {
		stopEffects();
		stopListening();
		stopCounting();
		leaving.abort();
		live.close();
	};
}

/** A cookie that is no longer good closes each socket at once, so it is cleared; reading then goes on without it. */
async function clearDeadSession(session: SessionLike): Promise<void> {
	try {
		const response = await fetch('/api/session');
		if (response.status === 401) await fetch('/api/session', { method: 'DELETE' });
		await session.refresh();
	} catch {
		// No answer: the connection tries again by itself.
	}
}

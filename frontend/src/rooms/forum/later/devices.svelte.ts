import { api, ask } from '$api/client';
import { connection, live } from '$live/live.svelte';
import { draftOnServer } from '../begun';
import { DraftSync, type DraftServer } from '../draftSync';
import type { Writing } from '../writing.svelte';

/** A draft goes to the server when the writer pauses, and now and then while they do not. */
const PAUSE_MS = 2_000;
const AT_LEAST_EVERY_MS = 6_000;
/** A signal may come before the answer to the write that caused it. */
const SETTLE_MS = 300;

/** The calls with which drafts are kept. */
export const draftServer: DraftServer = {
	read: draftOnServer,
	save(place, { text, fields, other, base }, leaving = false) {
		const header = base === undefined ? {} : { 'If-Match': `"${base}"` };
		const params = { path: { place }, header };
		return ask(api.PUT('/api/drafts/{place}', { params, body: { text, fields, other }, keepalive: leaving }));
	},
	async drop(place, version, leaving = false) {
		const params = { path: { place }, header: { 'If-Match': `"${version}"` } };
		await ask(api.DELETE('/api/drafts/{place}', { params, keepalive: leaving }));
	}
};

/** Keeps what is written on all devices of a member for as long as it is shown. Returns how to stop. */
export function onAllDevices(writing: Writing, member: string): () => void {
	const sync = new DraftSync(writing.place, draftServer, writing);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let waitingSince: number | undefined;

	function soon(wait: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => {
			waitingSince = undefined;
			void sync.run();
		}, wait);
	}
	function leave(): void {
		if (document.visibilityState === 'visible') return soon(0);
		writing.keep();
		sync.leave();
	}

	writing.onChange = () => {
		waitingSince ??= performance.now();
		soon(Math.max(0, Math.min(PAUSE_MS, waitingSince + AT_LEAST_EVERY_MS - performance.now())));
	};
	const stopListening = live.overhear(
		`member:${member}`,
		({ signal }) => void (signal === 'drafts' && soon(SETTLE_MS))
	);
	const stopEffect = $effect.root(() => {
		$effect(() => {
			if (connection.up) soon(0);
		});
	});
	document.addEventListener('visibilitychange', leave);
	soon(0);
	return () => {
		writing.onChange = undefined;
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', leave);
		stopListening();
		stopEffect();
		writing.keep();
		sync.leave();
		sync.stop();
	};
}

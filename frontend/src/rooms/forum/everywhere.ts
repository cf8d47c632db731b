import type { Writing } from './writing.svelte';

/** Keeps a draft on all devices of a member while it is written. What does so comes after the first view. Returns how to stop. */
export function everywhere(writing: Writing, member: string): () => void {
	let stop: (() => void) | undefined;
	let over = false;
	void import('./later/devices.svelte').then(({ onAllDevices }) => {
		if (!over) stop = onAllDevices(writing, member);
	});
	return () => {
		over = true;
		stop?.();
	};
}

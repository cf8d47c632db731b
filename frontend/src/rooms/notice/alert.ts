import { later } from '$ui/later';
import { soundIsOn } from './soundChoice';

/** What is somebody's own word to the reader. Only what is asked of them shows itself; the rest waits in the bell. */
const personal = ['asked', 'workshop', 'mention', 'reply'];

/** What comes at once, as after a lost line, is shown once. */
const TOGETHER_MS = 300;

const toast = later(TOGETHER_MS, async () => {
	if (document.visibilityState === 'visible') (await import('./later/toast')).showToast();
});
const chime = later(TOGETHER_MS, async () => (await import('./later/sound')).chimeOnce());

/** Something new was told: what is asked of the reader shows itself quietly, and there is a sound where they want one. */
export function alert(kind: string | undefined, looking: boolean): void {
	if (kind === 'asked' && !looking) toast();
	if (kind && personal.includes(kind) && soundIsOn()) chime();
}

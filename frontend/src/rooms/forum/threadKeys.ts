import { t } from '$i18n/words.svelte';
import { shortcuts } from '$ui/shortcuts.svelte';

/** The single keys of a thread's page: write, pause, and from post to post. Returns how to take them away. */
export function threadKeys(act: { write: () => void; pause: () => void }): () => void {
	const remove = [
		shortcuts.add({ keys: 'r', label: () => t('forum.shortcuts.reply'), run: act.write }),
		shortcuts.add({ keys: 'p', label: () => t('forum.shortcuts.pause'), run: act.pause }),
		shortcuts.add({ keys: 'j', label: () => t('forum.shortcuts.next'), run: () => step(1) }),
		shortcuts.add({ keys: 'f', label: () => t('forum.shortcuts.previous'), run: () => step(-1) })
	];
	return () => remove.forEach((one) => one());
}

/** Moves from the post that has the focus, or from the first one in sight, to its neighbour. */
function step(by: 1 | -1): void {
	const posts = [...document.querySelectorAll<HTMLElement>('article[id^="p-"]')];
	const inHand = posts.findIndex((post) => post.contains(document.activeElement));
	const inSight = posts.findIndex((post) => post.getBoundingClientRect().bottom > 80);
	const at = inHand >= 0 ? inHand + by : by > 0 ? inSight : inSight - 1;
	const next = posts[Math.min(Math.max(at, 0), posts.length - 1)];
	next?.scrollIntoView({ block: 'start' });
	next?.focus({ preventScroll: true });
}

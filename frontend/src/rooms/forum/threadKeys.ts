import { t } from '$i18n/words.svelte';
import { shortcuts } from '$ui/shortcuts.svelte';
import { selectedWords } from './selected';

/** Where one writes, as far as the keys need it. */
interface Box {
	write(): void;
	/** Quotes the selected words of a post, or all of it. */
	quote(post: string, words?: string): void;
}

/** The keys of a thread's page: write, quote, pause, and from post to post. Returns how to take them away. */
export function threadKeys({ box, pause }: { box: () => Box | undefined; pause: () => void }): () => void {
	const remove = [
		// Keys of the box itself, which are only listed here.
		...(['Ctrl + Enter', 'Esc', '@'] as const).map((keys, at) =>
			shortcuts.add({ keys, label: () => t(`shortcuts.thread.${boxKeys[at]!}`), run: () => undefined })
		),
		shortcuts.add({ keys: '>', label: () => t('shortcuts.thread.quote'), run: () => quote(box()) }),
		shortcuts.add({ keys: 'r', label: () => t('shortcuts.thread.reply'), run: () => box()?.write() }),
		shortcuts.add({ keys: 'p', label: () => t('shortcuts.thread.pause'), run: pause }),
		shortcuts.add({ keys: 'j', label: () => t('shortcuts.thread.next'), run: () => step(1) }),
		shortcuts.add({ keys: 'f', label: () => t('shortcuts.thread.previous'), run: () => step(-1) })
	];
	return () => remove.forEach((one) => one());
}

const boxKeys = ['send', 'close', 'mention'] as const;

/** The selected words, or the post that has the focus, or the first one in sight. */
function quote(box: Box | undefined): void {
	const selected = selectedWords(getSelection());
	if (selected) return box?.quote(selected.post, selected.words);
	const posts = [...document.querySelectorAll<HTMLElement>('article[id^="p-"]')];
	const post =
		posts.find((one) => one.contains(document.activeElement)) ??
		posts.find((one) => one.getBoundingClientRect().bottom > 80);
	if (post) box?.quote(post.id.slice('p-'.length));
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

import { flushSync } from 'svelte';

/** How many notes a wall can do without, before letters become smaller. */
const NOTES = 15;
/** How often letters become smaller before the rest is scrolled to, and how much each time: they stay readable from the last row. */
const SIZES = 7;
const SMALLER = 0.94;

/** Has what stands in a part of a big screen fit into it: first fewer notes, each of which is counted, then smaller letters. */
export class Fitting {
	/** Whether a wall hangs there. */
	wall = $state(false);
	#level = $state(0);
	readonly #notes = $derived(this.wall ? NOTES : 0);
	/** How many notes fewer than usual are shown. */
	readonly fewer = $derived(Math.min(this.#level, this.#notes));
	readonly size = $derived(SMALLER ** Math.max(0, this.#level - this.#notes));

	/** Watches a part, whose only child holds what stands in it. */
	readonly watch = (part: HTMLElement): (() => void) => {
		const inner = part.firstElementChild;
		$effect(() => {
			if (inner instanceof HTMLElement) inner.style.fontSize = `${this.size}em`;
		});
		let asked = 0;
		const fit = () => {
			asked = 0;
			this.fit(() => part.scrollHeight > part.clientHeight + 1);
			changes.takeRecords(); // what it took away and put back itself is no news, or it would fit in every frame
		};
		// In the next frame: sizes that change while they are told of would be told of again.
		const ask = () => (asked ||= requestAnimationFrame(fit));
		const sizes = new ResizeObserver(ask);
		const children = () => {
			sizes.disconnect();
			sizes.observe(part);
			if (inner) sizes.observe(inner);
			// What fills the part keeps its size when what stands in it becomes smaller.
			for (const one of inner?.querySelectorAll(':scope > *, :scope > * > *') ?? []) sizes.observe(one);
		};
		const changes = new MutationObserver(children);
		changes.observe(part, { childList: true, subtree: true });
		children();
		document.fonts.addEventListener('loadingdone', ask);
		return () => {
			cancelAnimationFrame(asked);
			document.fonts.removeEventListener('loadingdone', ask);
			sizes.disconnect();
			changes.disconnect();
		};
	};

	/** Tries one after the other until it fits, or nothing more can be done. */
	fit(overflows: () => boolean): void {
		const at = (level: number) => flushSync(() => (this.#level = level));
		at(0);
		while (overflows() && this.#level < this.#notes + SIZES) at(this.#level + 1);
	}
}

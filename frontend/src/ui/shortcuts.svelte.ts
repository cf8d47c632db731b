import { untrack } from 'svelte';
import { recall, remember } from './keep';

export interface Shortcut {
	/** One character, as on the key, or "shift+n" for the key with Shift; else upper and lower case are the same. */
	keys: string;
	label: () => string;
	run: () => void;
}

/** Whether the keys belong to a field that is being written in, or to a key combination of the browser. */
function elsewhere(event: KeyboardEvent): boolean {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
		return true;
	const target = event.target as HTMLElement;
	return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Single keys that do something on this page. They can be turned off, as voice control may press them by mistake. */
class Shortcuts {
	list = $state.raw<Shortcut[]>([]);
	on = $state(recall('shortcuts') !== 'off');

	/** Adds a shortcut while a part of the page is shown; call the answer to take it away again. */
	add(shortcut: Shortcut): () => void {
		// An effect that adds a shortcut must not run again because the list has changed.
		this.list = untrack(() => [...this.list, shortcut]);
		return () => {
			this.list = untrack(() => this.list.filter((other) => other !== shortcut));
		};
	}

	turn(on: boolean): void {
		this.on = on;
		remember('shortcuts', on ? 'on' : 'off');
	}

	pressed = (event: KeyboardEvent): void => {
		if (elsewhere(event) || document.querySelector('dialog[open]')) return;
		// The help itself always opens, or nobody would find the way to turn the others on.
		if (!this.on && event.key !== '?') return;
		const key = event.key.toLowerCase();
		const named = (keys: string) => this.list.findLast((shortcut) => shortcut.keys === keys);
		const found = (event.shiftKey && named(`shift+${key}`)) || named(key);
		if (!found) return;
		event.preventDefault();
		found.run();
	};
}

export const shortcuts = new Shortcuts();

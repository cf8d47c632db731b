import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shortcuts } from './shortcuts.svelte';

const run = vi.fn();
let remove: () => void;

function press(key: string, on: Element = document.body, more: KeyboardEventInit = {}): void {
	on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

beforeEach(() => {
	run.mockReset();
	shortcuts.turn(true);
	remove = shortcuts.add({ keys: 'r', label: () => 'svara', run });
	document.addEventListener('keydown', shortcuts.pressed);
});
afterEach(() => {
	remove();
	document.removeEventListener('keydown', shortcuts.pressed);
	document.body.innerHTML = '';
});

test('a key does its work', () => {
	press('r');
	press('R');
	expect(run).toHaveBeenCalledTimes(2);
});

test('not while somebody writes, in a combination, or in a dialog', () => {
	document.body.innerHTML = '<textarea></textarea>';
	press('r', document.querySelector('textarea')!);
	press('r', document.body, { ctrlKey: true });
	document.body.innerHTML = '<dialog open></dialog>';
	press('r');
	expect(run).not.toHaveBeenCalled();
});

test('not when they are turned off, except the help that turns them on', () => {
	const help = vi.fn();
	const removeHelp = shortcuts.add({ keys: '?', label: () => 'hjälp', run: help });
	shortcuts.turn(false);
	press('r');
	press('?');
	removeHelp();
	expect([run.mock.calls.length, help.mock.calls.length]).toEqual([0, 1]);
});

test('not when the page that had it is gone', () => {
	remove();
	press('r');
	expect(run).not.toHaveBeenCalled();
});

test('a key with Shift is another where somebody says so', () => {
	const more = vi.fn();
	const removeMore = shortcuts.add({ keys: 'shift+r', label: () => 'mer', run: more });
	press('R', document.body, { shiftKey: true });
	press('R');
	removeMore();
	press('R', document.body, { shiftKey: true });
	expect([more.mock.calls.length, run.mock.calls.length]).toEqual([1, 2]);
});

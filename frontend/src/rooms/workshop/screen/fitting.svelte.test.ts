import { expect, it, vi } from 'vitest';
import { Fitting } from './fitting.svelte';

it('leaves everything as it is where it fits', () => {
	const fitting = new Fitting();
	fitting.fit(() => false);
	expect([fitting.fewer, fitting.size]).toEqual([0, 1]);
});

it('shows fewer notes before it makes letters smaller', () => {
	const fitting = new Fitting();
	fitting.wall = true;
	fitting.fit(() => fitting.fewer < 4);
	expect([fitting.fewer, fitting.size]).toEqual([4, 1]);
	fitting.fit(() => fitting.size === 1);
	expect(fitting.fewer).toBe(15);
	expect(fitting.size).toBeLessThan(1);
});

it('makes letters smaller where no wall hangs, and never so small that the last row cannot read them', () => {
	const fitting = new Fitting();
	fitting.fit(() => true);
	expect(fitting.fewer).toBe(0);
	expect(fitting.size).toBeGreaterThan(0.6);
	fitting.fit(() => false);
	expect(fitting.size).toBe(1);
});

it('does not take what it changes itself for news', async () => {
	// As browsers do, it tells of each part once after one began to watch it.
	vi.stubGlobal(
		'ResizeObserver',
		class {
			constructor(private readonly tell: () => void) {}
			observe = () => void queueMicrotask(this.tell);
			disconnect = () => undefined;
		}
	);
	Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
	const part = document.createElement('div');
	part.innerHTML = '<div><ul></ul></div>';
	const list = part.querySelector('ul')!;
	const fitting = new Fitting();
	fitting.wall = true;
	const fit = vi
		.spyOn(fitting, 'fit')
		.mockImplementation(() => list.replaceChildren(document.createElement('li')));
	let stop = () => {};
	const end = $effect.root(() => void (stop = fitting.watch(part)));
	const frame = () => new Promise((done) => requestAnimationFrame(done));
	for (let n = 0; n < 6; n++) await frame();
	const own = fit.mock.calls.length;
	expect(own).toBeLessThanOrEqual(2);
	list.append(document.createElement('li'));
	for (let n = 0; n < 3; n++) await frame();
	expect(fit.mock.calls.length).toBeGreaterThan(own);
	stop();
	end();
	vi.unstubAllGlobals();
});

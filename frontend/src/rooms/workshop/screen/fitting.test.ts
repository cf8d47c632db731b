import { expect, it } from 'vitest';
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

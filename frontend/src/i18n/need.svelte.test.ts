import { expect, test } from 'vitest';
import { words } from './words.svelte';

test('a page that asks for words while it is drawn asks once, whatever other words come', async () => {
	await words.choose('sv');
	let asked = 0;
	const stop = $effect.root(() => {
		$effect(() => {
			// A loop would hold the browser for ever.
			if (++asked < 20) void words.need('legal');
		});
	});
	await expect.poll(() => asked).toBe(1);
	await words.need('legal', 'place', 'file', 'order');
	await words.show('en');
	await words.show('sv');
	expect(asked).toBe(1);
	stop();
});

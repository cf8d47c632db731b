import { expect, test } from 'vitest';
import { words } from './words.svelte';

test('a page that asks for words while it is drawn asks again only when they have come', async () => {
	await words.need('legal');
	let asked = 0;
	const stop = $effect.root(() => {
		$effect(() => {
			// A loop would hold the browser for ever.
			if (++asked < 20) void words.need('legal');
		});
	});
	await expect.poll(() => asked).toBe(1);
	await words.need('common');
	await words.need('legal');
	expect(asked).toBeLessThanOrEqual(2);
	stop();
});

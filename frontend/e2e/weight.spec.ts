import { address, connected, expect, newThread, signIn, test } from './village';

/** What a thread's page may weigh on a weak line: scripts and styles in bytes, as they are sent. */
const BUDGET = 90_000;

for (const who of ['visitor', 'member'] as const) {
	test(`a ${who} reads a thread with little script`, async ({ context, page }) => {
		const thread = await newThread('Något att läsa');
		if (who === 'member') await signIn(context, 'jonas');
		await page.goto(`${address}/threads/${thread}`);
		await connected(page);
		await page.waitForLoadState('networkidle');
		const files = await page.evaluate(() =>
			(performance.getEntriesByType('resource') as PerformanceResourceTiming[])
				.filter(({ name }) => /\.(js|css)$/.test(name))
				.map(({ name, encodedBodySize }) => ({ name: new URL(name).pathname, size: encodedBodySize }))
		);
		expect(files.every(({ size }) => size > 0)).toBe(true);
		const all = files.reduce((sum, { size }) => sum + size, 0);
		expect(all, JSON.stringify(files)).toBeLessThanOrEqual(BUDGET);
	});
}

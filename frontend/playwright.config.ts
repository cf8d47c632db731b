import { defineConfig } from '@playwright/test';
import { started } from './e2e/chromium.ts';
import { freePort } from './e2e/product.ts';

// The runner names the running nodes; without it e2e/product.ts starts one. The workers inherit what is set here.
if (!process.env.E2E_URL) {
	process.env.E2E_URL = `http://127.0.0.1:${await freePort()}`;
	process.env.E2E_OWN = 'on';
}

/**
 * What passes between people, live, is tried on both set-ups. Each of the others is tried, where time counts, on one of them: what
 * a database answers is held on both by the tests in Go. The two lists take about as long.
 */
const onOne = {
	sqlite: [
		'attachments',
		'axe',
		'door',
		'languages',
		'letters',
		'push',
		'states',
		'workshop-plan',
		'writing'
	],
	nodes: [
		'administration',
		'ballot',
		'door-keys',
		'hostile',
		'keyboard',
		'notices',
		'order',
		'reading',
		'representing',
		'workshop-join',
		'workshop-result',
		'workshop-whole'
	]
};
const elsewhere = process.env.E2E_NODE_PORTS?.includes(',') ? onOne.sqlite : onOne.nodes;

export default defineConfig({
	testDir: 'e2e',
	testIgnore: process.env.E2E_SPREAD ? elsewhere.map((name) => `**/${name}.spec.ts`) : [],
	globalSetup: './e2e/product.ts',
	// The stories share a village and two cores.
	workers: 1,
	fullyParallel: false,
	forbidOnly: true,
	// Both set-ups run side by side, on two cores that do other things as well.
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: [['list']],
	use: {
		baseURL: process.env.E2E_URL,
		locale: 'sv-SE',
		timezoneId: 'Europe/Stockholm',
		viewport: { width: 1280, height: 800 },
		// A trace of every step costs a quarter of the time: E2E_TRACE=on where one is wanted.
		trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
		screenshot: 'only-on-failure',
		launchOptions: started()
	}
});

import { sveltekit } from '@sveltejs/kit/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { fewChunks } from './chunks.ts';

const backend = process.env.KRAFTSAM_DEV_BACKEND ?? 'http://127.0.0.1:8080';

export default defineConfig({
	plugins: [sveltekit(), fewChunks(), svelteTesting()],
	build: {
		// The oldest browsers that know light-dark() and nested rules.
		cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
		// A data: address would need a hole in the content policy.
		assetsInlineLimit: 0
	},
	server: {
		proxy: {
			'/api': { target: backend, changeOrigin: true, ws: true, headers: { origin: backend } },
			'/auth': { target: backend, changeOrigin: true }
		}
	},
	test: {
		environment: 'jsdom',
		// One browser-like surrounding for all files: a new one for each takes ten times as long. Tests leave no trace.
		isolate: false,
		unstubGlobals: true,
		include: ['src/**/*.test.ts'],
		setupFiles: ['./src/test-setup.ts']
	}
});

import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/**
 * Kit's route announcer hides itself with a style attribute, which the site's content policy refuses.
 * base.css hides it instead.
 */
const announcerWithoutStyle = {
	name: 'announcer-without-style',
	markup: ({ content, filename }) =>
		filename?.endsWith('/generated/root.svelte')
			? { code: content.replace(/(id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1') }
			: undefined
};

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: [vitePreprocess(), announcerWithoutStyle],
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ fallback: 'index.html', precompress: true }),
		alias: {
			$api: 'src/api',
			$i18n: 'src/i18n',
			$live: 'src/live',
			$rooms: 'src/rooms',
			$ui: 'src/ui'
		},
		// Pages of one server at several depths share the shell, so addresses must start at the root.
		paths: { relative: false },
		prerender: { entries: [] },
		// Only who wants notices on their device has one: see rooms/push.
		serviceWorker: { register: false }
	}
};

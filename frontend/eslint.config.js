import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { readdirSync } from 'node:fs';
import svelteConfig from './svelte.config.js';

const rooms = readdirSync('src/rooms');

/** A room may use what lies below it (live, api, i18n, ui) and itself, never another room. */
const roomsAreStrangers = rooms.map((room) => ({
	files: [`src/rooms/${room}/**/*.{ts,svelte}`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [
					{
						regex: `^\\$rooms/(?!${room}/)`,
						message: 'Rooms do not import each other: let the page join them.'
					},
					{
						regex: `^(\\.\\./)+(${rooms.filter((other) => other !== room).join('|')})/`,
						message: 'Rooms do not import each other: let the page join them.'
					}
				]
			}
		]
	}
}));

const groundKnowsNoRoom = {
	files: ['src/{ui,api,i18n,live}/**/*.{ts,svelte}'],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [
					{ regex: '^\\$rooms/|/rooms/', message: 'live, api, i18n and ui know no room.' },
					{ regex: '^\\$app/(forms)', message: 'The site has no form actions.' }
				]
			}
		]
	}
};

export default ts.config(
	{
		ignores: [
			'.svelte-kit/',
			'build/',
			'node_modules/',
			'test-results/',
			'playwright-report/',
			'src/api/schema.d.ts'
		]
	},
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } }
	},
	{
		languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
		rules: {
			'no-console': 'error',
			eqeqeq: 'error',
			// Only ui/Html.svelte may render HTML: it takes the type that the server has cleaned.
			'svelte/no-at-html-tags': 'error',
			'svelte/no-inline-styles': ['error', { allowTransitions: false }],
			// The site lives at the root of its address, so there is no base path to resolve.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	...roomsAreStrangers,
	groundKnowsNoRoom
);

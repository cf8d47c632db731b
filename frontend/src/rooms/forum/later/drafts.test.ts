import { expect, it } from 'vitest';
import type { KeptDraft } from '$api/types';
import type { Draft } from '../draft';
import { together } from './together';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const kept = (place: string, text: string, minute: number): KeptDraft => ({
	place,
	text,
	fields: {},
	at: at(minute),
	version: 7,
	title: 'Titel',
	path: '/x'
});
const here = (...all: [string, Draft][]) => new Map(all);

it('what the server has and what only this browser has is one list, the last touched first', () => {
	const list = together(
		[kept('thread:1', 'ett', 1), kept('thread:2', 'två', 5)],
		here(
			['thread:1', { text: 'ett och mer', fields: {}, at: at(9), dirty: true, base: 7 }],
			['thread:2', { text: 'gammalt', fields: {}, at: at(2), dirty: true }],
			['thread:3', { text: 'bara här', fields: {}, at: at(3) }],
			['thread:4', { text: 'skickat', fields: {}, at: at(4), dirty: false, base: 9 }],
			['thread:5', { text: '', fields: { as: 'o1' }, at: at(4) }]
		)
	);
	expect(list.map(({ place, text, here, title, path }) => [place, text, here, title, path])).toEqual([
		['thread:1', 'ett och mer', true, 'Titel', '/x'],
		['thread:2', 'två', false, 'Titel', '/x'],
		['thread:3', 'bara här', true, undefined, '/threads/3#write']
	]);
});

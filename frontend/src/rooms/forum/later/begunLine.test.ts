import { render, screen } from '@testing-library/svelte';
import { beforeAll, expect, test, vi } from 'vitest';
import { words } from '$i18n/words.svelte';
import { openBegun } from './begunLine';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('lists');
});

const kept = (n: number) => ({
	place: `thread:${n}`,
	text: 'Halvvägs',
	fields: {},
	at: new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString(),
	version: 1,
	title: `Tråd ${n}`,
	path: `/threads/${n}#write`
});

const serve = (items: object[]) => vi.stubGlobal('fetch', async () => Response.json({ items }));

test('where nothing was begun nothing is said', async () => {
	serve([]);
	expect(await openBegun('ada')).toBeUndefined();
});

test('what was begun last is one line with the way there, and how much there is', async () => {
	serve([kept(1), kept(2)]);
	const { View, latest, count } = (await openBegun('ada'))!;
	render(View, { latest, count });
	expect(screen.getByText('Du har ett påbörjat inlägg')).toBeTruthy();
	expect(screen.getByText('Tråd 2')).toBeTruthy();
	expect(screen.getByRole('link', { name: 'Fortsätt' }).getAttribute('href')).toBe('/threads/2#write');
	expect(screen.getByRole('link', { name: 'Alla 2 utkast' }).getAttribute('href')).toBe('/drafts');
});

test('what only this browser holds is begun too, and one needs no count', async () => {
	vi.stubGlobal('fetch', () => Promise.reject(new Error('away')));
	const draft = { text: 'Bara här', fields: {}, at: new Date().toISOString(), dirty: true };
	localStorage.setItem('kraftsam.draft.ada.area:energi', JSON.stringify(draft));
	const { View, latest, count } = (await openBegun('ada'))!;
	render(View, { latest, count });
	expect(screen.getByText('Du har en påbörjad tråd')).toBeTruthy();
	expect(screen.getByRole('link', { name: 'Fortsätt' }).getAttribute('href')).toBe('/areas/energi/new');
	expect(screen.getAllByRole('link')).toHaveLength(1);
});

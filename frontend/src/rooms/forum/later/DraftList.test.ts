import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { KeptDraft } from '$api/types';
import { words } from '$i18n/words.svelte';
import DraftList from './DraftList.svelte';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
let kept: KeptDraft[];

beforeAll(async () => {
	await words.choose('sv');
	await words.need('common', 'forum', 'lists');
});
beforeEach(() => {
	kept = ['Vindkraft', 'Leder', 'Skog'].map((title, n) => ({
		place: `thread:${n}`,
		text: `Om ${title}`,
		fields: {},
		at: at(30 - n),
		version: 1,
		title,
		path: `/threads/${n}#write`
	}));
	vi.stubGlobal('fetch', async (request: Request) => {
		const place = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1)!);
		if (request.method === 'DELETE') kept = kept.filter((one) => one.place !== place);
		if (request.method === 'PUT')
			kept = [
				...kept,
				{ ...(await request.json()), place, at: at(30), version: 2, title: 'Skog', path: '/x' }
			];
		return request.method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json({ items: kept });
	});
});

test('what was thrown away is brought back where it stood, also without a mouse', async () => {
	render(DraftList, { member: 'ada', areas: [] });
	await screen.findByText('Om Skog');
	await fireEvent.click(screen.getByRole('button', { name: 'Kasta utkastet till Skog' }));
	const undo = await screen.findByRole('button', { name: 'Ångra' });
	const rows = screen.getAllByRole('listitem');
	expect(rows).toHaveLength(3);
	expect(rows[2]!.textContent).toContain('Utkastet är kastat');
	expect(rows[2]!.contains(undo)).toBe(true);
	await waitFor(() => expect(document.activeElement).toBe(undo));
	await fireEvent.click(undo);
	await screen.findByText('Om Skog');
	await waitFor(() => expect(document.activeElement?.closest('li')?.textContent).toContain('Om Skog'));
	expect(screen.queryByText('Utkastet är kastat')).toBeNull();
});

test('what could not be thrown away says so where it stands', async () => {
	render(DraftList, { member: 'ada', areas: [] });
	await screen.findByText('Om Skog');
	vi.stubGlobal('fetch', () => Promise.reject(new Error('away')));
	await fireEvent.click(screen.getByRole('button', { name: 'Kasta utkastet till Skog' }));
	const told = await screen.findByRole('alert');
	expect(told.closest('li')?.textContent).toContain('Om Skog');
});

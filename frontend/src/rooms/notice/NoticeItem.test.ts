import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { NoticeRow } from '$api/notice';
import { words } from '$i18n/words.svelte';
import { aRow } from './aRow';
import NoticeItem from './NoticeItem.svelte';

let calls: { method: string; path: string; body: unknown }[];
let answers: Record<string, () => Response>;

beforeEach(async () => {
	await words.choose('sv');
	await words.need('notice', 'common', 'problem');
	calls = [];
	answers = {};
	vi.stubGlobal('fetch', async (request: Request) => {
		const path = new URL(request.url).pathname;
		const text = await request.text();
		calls.push({ method: request.method, path, body: text ? JSON.parse(text) : undefined });
		return answers[`${request.method} ${path}`]?.() ?? Response.json({ unread: 0 });
	});
});

function show(more: Partial<NoticeRow> = {}) {
	const read = vi.fn();
	render(NoticeItem, { row: aRow(more), read });
	return read;
}

test('says what happened with which thing, by whom, and why one is told', () => {
	show({ events: 5, by: [{ id: 'm1', name: 'Ada' }], people: 3 });
	const link = screen.getByRole('link');
	expect(link.textContent?.replace(/\s+/g, ' ').trim()).toBe('Oläst: 5 nya inlägg: Skidspår');
	expect(link.getAttribute('href')).toBe('/threads/t1?around=unread');
	expect(screen.getByText('Ada och 2 till')).toBeTruthy();
	expect(screen.getByText('Därför att du följer tråden.')).toBeTruthy();
});

test('a press marks it as read', async () => {
	const read = show();
	await fireEvent.click(screen.getByRole('button', { name: /^Markera som läst/ }));
	await waitFor(() => expect(read).toHaveBeenCalledOnce());
	expect(calls).toEqual([{ method: 'PUT', path: '/api/notices/n1/reading', body: undefined }]);
});

test('what could not be marked is not shown as read', async () => {
	answers['PUT /api/notices/n1/reading'] = () => Response.json({ code: 'internal' }, { status: 500 });
	const read = show();
	await fireEvent.click(screen.getByRole('button', { name: /^Markera som läst/ }));
	expect((await screen.findByRole('alert')).textContent).not.toBe('');
	expect(read).not.toHaveBeenCalled();
});

test('a row that is read has nothing to mark', () => {
	show({ unread: false });
	expect(screen.queryByRole('button', { name: /^Markera som läst/ })).toBeNull();
	expect(screen.getByRole('link').textContent).not.toContain('Oläst');
});

test('one press for less from the thread, and one to take it back', async () => {
	answers['PUT /api/notices/n1/lowering'] = () =>
		Response.json({ lower: 'thread', id: 't1', level: 'normal' });
	show();
	await fireEvent.click(screen.getByRole('button', { name: 'Mindre från tråden: Skidspår' }));
	expect(await screen.findByText(/^Du följer inte tråden längre/)).toBeTruthy();
	await fireEvent.click(screen.getByRole('button', { name: 'Ångra' }));
	expect(await screen.findByText('Därför att du följer tråden.')).toBeTruthy();
	expect(calls.at(-1)).toEqual({
		method: 'PUT',
		path: '/api/threads/t1/following',
		body: { level: 'follow' }
	});
});

test('less of a kind is taken back to what was chosen before', async () => {
	const kind = { kind: 'decided', push: false, mail: true, brief: true };
	answers['GET /api/notices/settings'] = () =>
		Response.json({ kinds: [kind], brief: 'weekly', quiet: { from: '17:00', to: '08:00', weekends: true } });
	answers['PUT /api/notices/n1/lowering'] = () =>
		Response.json({ lower: 'kind', kind: { ...kind, mail: false } });
	show({ kind: 'decided', lower: 'kind' });
	await fireEvent.click(screen.getByRole('button', { name: /^Mindre av det här slaget/ }));
	expect(await screen.findByText(/^Sådant stör dig inte längre/)).toBeTruthy();
	await fireEvent.click(screen.getByRole('button', { name: 'Ångra' }));
	await waitFor(() => expect(calls.at(-1)?.method).toBe('PATCH'));
	expect(calls.at(-1)?.body).toEqual({ kinds: [kind] });
});

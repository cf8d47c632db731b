import { render, screen } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Inbox as Start } from '$api/types';
import { words } from '$i18n/words.svelte';
import Inbox from './Inbox.svelte';
import { unread } from './unread.svelte';
import { Village } from './village';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('common', 'forum', 'lists', 'problem');
});
afterEach(() => void vi.useRealTimers());

const thread = { ...new Village().thread, id: 't1', title: 'Vindkraft' };
const start: Start = {
	areas: [{ slug: 'energi', level: 'normal', unread: 1, threads: 1, items: [thread], after: null }],
	total: 1,
	at: '2026-01-01T12:00:00Z'
};

const refused = () =>
	new Response(JSON.stringify({ code: 'too_many_requests', status: 429 }), {
		status: 429,
		headers: { 'retry-after': '20', 'content-type': 'application/problem+json' }
	});

test.each([
	['is refused', () => Promise.resolve(refused())],
	['does not come', () => Promise.reject(new Error('aborted'))]
])('an inbox whose refresh %s asks a few times a minute, and says so', async (_, answer) => {
	vi.useFakeTimers();
	const call = vi.fn(answer);
	vi.stubGlobal('fetch', call);
	render(Inbox, { start, areas: [] });
	flushSync();
	unread.turn++;
	flushSync();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(call.mock.calls.length).toBeGreaterThanOrEqual(2);
	expect(call.mock.calls.length).toBeLessThanOrEqual(6);
	expect(screen.getByText('Vindkraft')).toBeTruthy();
	expect(screen.getByRole('button', { name: 'Försök igen' })).toBeTruthy();
});

test('an inbox that is read again reads once', async () => {
	vi.useFakeTimers();
	const call = vi.fn(() => Promise.resolve(Response.json(start)));
	vi.stubGlobal('fetch', call);
	render(Inbox, { start, areas: [] });
	flushSync();
	unread.turn++;
	flushSync();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(call).toHaveBeenCalledOnce();
	expect(screen.queryByRole('button', { name: 'Försök igen' })).toBeNull();
});

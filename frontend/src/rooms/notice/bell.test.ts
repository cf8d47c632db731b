import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { words } from '$i18n/words.svelte';
import { FakeSocket } from '$live/fakeSocket';
import { live } from '$live/live.svelte';
import { tab } from '$ui/tab.svelte';
import { bell } from './bell.svelte';

const topic = 'member:m1';
let socket: FakeSocket;
let unread: number;
let stop: () => void;
const badge = vi.fn(() => Promise.resolve());

beforeEach(async () => {
	await words.choose('sv');
	await words.need('common');
	vi.useFakeTimers();
	unread = 2;
	const opened = vi.fn(() => (socket = new FakeSocket()));
	vi.stubGlobal('WebSocket', function () {
		return opened();
	});
	vi.stubGlobal('fetch', async () => Response.json({ unread }));
	Object.assign(navigator, { setAppBadge: badge });
	document.body.innerHTML = '<div id="announcements"></div>';
	stop = bell.start(() => 'm1');
	flushSync();
	await vi.waitFor(() => expect(opened).toHaveBeenCalled());
	socket.open();
	socket.accept(7);
	await vi.advanceTimersByTimeAsync(50);
});
afterEach(() => {
	stop();
	live.close();
	badge.mockClear();
	document.body.innerHTML = '';
	vi.useRealTimers();
});

const added = (seq: number, left: number, kind = 'post') =>
	socket.say({ topic, seq, type: 'notice.added', at: '', data: { id: 'n1', kind, unread: left } });
const said = () => document.getElementById('announcements')?.textContent;

test('counts on the bell, in the tab and on the icon of the app', () => {
	expect([bell.unread, tab.waiting]).toEqual([2, 2]);
	expect(badge).toHaveBeenLastCalledWith(2);
});

test('what is told is counted at once, and read out when it has stood for a while', async () => {
	added(8, 3);
	expect(bell.unread).toBe(3);
	expect(said()).toBe('');
	unread = 3;
	await vi.advanceTimersByTimeAsync(4_000);
	expect(said()).toBe('Du har 3 olästa aviseringar.');
});

test('what is read in one place is read in all, and nothing is read out of what is read meanwhile', async () => {
	added(8, 3);
	unread = 2;
	socket.say({ topic, signal: 'notices', unread: 2 });
	expect(bell.unread).toBe(2);
	await vi.advanceTimersByTimeAsync(10_000);
	expect([bell.unread, said()]).toEqual([2, '']);
});

test('what happened while the line was away is asked for when it stands again', async () => {
	socket.fail(1006);
	unread = 5;
	await vi.advanceTimersByTimeAsync(1_000);
	socket.open();
	socket.accept(9);
	await vi.advanceTimersByTimeAsync(100);
	expect(bell.unread).toBe(5);
});

test('who signs out leaves no count behind', () => {
	stop();
	expect([bell.unread, tab.waiting]).toEqual([0, 0]);
	expect(badge).toHaveBeenLastCalledWith(0);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NoticeRow } from '$api/notice';
import { aRowAbout } from './aRow';
import { NoticeFollower } from './list.svelte';

let served: NoticeRow[];
let asked: URL[];
let hold: Promise<void> | undefined;

beforeEach(() => {
	served = [];
	asked = [];
	hold = undefined;
	vi.stubGlobal('fetch', async (request: Request) => {
		const url = new URL(request.url);
		asked.push(url);
		const items = [...served];
		await hold;
		const from = Number(url.searchParams.get('after') ?? 0);
		const to = from + Number(url.searchParams.get('limit'));
		const after = to < items.length ? String(to) : null;
		return Response.json({ items: items.slice(from, to), before: null, after, unread: 0, at: 'then' });
	});
});
afterEach(() => void vi.useRealTimers());

const page = (items: NoticeRow[], after: string | null = null) => ({
	items,
	before: null,
	after,
	unread: 0,
	at: 'first'
});
const ids = (rows: NoticeRow[]) => rows.map(({ thing }) => thing.id);

test('a list that is empty shows what comes; another keeps it waiting until it is wanted', async () => {
	const list = new NoticeFollower(page([]), {});
	served = [aRowAbout('a')];
	await list.refresh.now();
	expect(ids(list.rows)).toEqual(['a']);
	served = [aRowAbout('b'), ...served];
	await list.refresh.now();
	expect([ids(list.rows), ids(list.waiting)]).toEqual([['a'], ['b']]);
	list.show();
	expect([ids(list.rows), ids(list.waiting)]).toEqual([['b', 'a'], []]);
});

test('a row that happened again moves to the top when it is wanted, and stands there once', async () => {
	const read = aRowAbout('b', { unread: false });
	const list = new NoticeFollower(page([aRowAbout('a'), read]), {});
	served = [aRowAbout('b'), aRowAbout('a')];
	await list.refresh.now();
	list.show();
	expect(ids(list.rows)).toEqual(['b', 'a']);
	expect(list.rows[0]?.unread).toBe(true);
});

test('reads on from where it was, without a row twice', async () => {
	served = ['a', 'b', 'c'].map((id) => aRowAbout(id));
	const list = new NoticeFollower(page(served.slice(0, 2), '1'), { unread: true }, 2);
	await list.more();
	expect(ids(list.rows)).toEqual(['a', 'b', 'c']);
	expect(list.after).toBeNull();
	expect(asked[0]?.searchParams.get('unread')).toBe('true');
});

test('what was marked as read while the list was read again stays so', async () => {
	served = [aRowAbout('a')];
	const list = new NoticeFollower(page(served), {});
	let go = () => {};
	hold = new Promise((done) => (go = done));
	const reading = list.refresh.now();
	list.read(served[0]);
	served = [aRowAbout('a', { unread: false })];
	go();
	await reading;
	expect(list.rows.map(({ unread }) => unread)).toEqual([false]);
	expect(list.waiting).toEqual([]);
});

test('a lively house is read now and then, not all the time', async () => {
	vi.useFakeTimers();
	const list = new NoticeFollower(page([aRowAbout('a')]), {});
	for (let n = 0; n < 40; n++) {
		list.soon();
		await vi.advanceTimersByTimeAsync(100);
	}
	expect(asked.length).toBeLessThanOrEqual(4);
	expect(asked.length).toBeGreaterThanOrEqual(2);
	list.stop();
});

test('a list that could not be read says so and keeps what it has', async () => {
	const list = new NoticeFollower(page([aRowAbout('a')]), {});
	vi.stubGlobal('fetch', () => Promise.reject(new Error('away')));
	await list.refresh.now();
	expect(list.refresh.failed).toBe(true);
	list.stop();
	expect(ids(list.rows)).toEqual(['a']);
});

test('what was made less and taken back stands as it was, and is no news', async () => {
	const list = new NoticeFollower(page([aRowAbout('a'), aRowAbout('b')]), {});
	served = [aRowAbout('a', { unread: false }), aRowAbout('b')];
	await list.refresh.now();
	expect(list.rows.map(({ unread }) => unread)).toEqual([false, true]);
	served = [aRowAbout('a'), aRowAbout('b')];
	await list.refresh.now();
	list.restore(list.rows[0]!, true);
	await list.refresh.now();
	expect(list.rows.map(({ unread }) => unread)).toEqual([true, true]);
	expect(list.waiting).toEqual([]);
	list.stop();
});

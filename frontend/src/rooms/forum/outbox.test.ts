import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from './entry';
import { Outbox } from './outbox';
import { memoryShelf, type Shelf } from './shelf';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

type Answer = Response | Error;

/** A server that counts what it did by key, and whose moods the test decides. */
function server() {
	const asked: { key: string; path: string; body: string }[] = [];
	const did = new Map<string, string>();
	const moods: ((key: string) => Answer | undefined)[] = [];
	const fetcher = (async (path: string, init: RequestInit) => {
		const key = new Headers(init.headers).get('idempotency-key') ?? '';
		asked.push({ key, path, body: String(init.body) });
		const mood = moods.shift()?.(key);
		if (mood instanceof Error) throw mood;
		if (mood) return mood;
		did.set(key, did.get(key) ?? String(init.body));
		return json(
			{ id: `p-${key.slice(0, 4)}`, topic: 'thread:1', seq: did.size, epoch: 'e', version: 1, at: '' },
			201
		);
	}) as typeof fetch;
	const texts = () => [...did.values()].map((body) => (JSON.parse(body) as { text: string }).text);
	return { asked, did, moods, fetcher, texts };
}

const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
	new Response(JSON.stringify(body), { status, headers });
const problem = (status: number, code: string, headers = {}) =>
	json({ status, code, title: '', type: '' }, status, headers);

/** One lock for all tabs, as the browser has. */
function lock() {
	let last: Promise<void> = Promise.resolve();
	return (work: () => Promise<void>) => (last = last.then(work, work));
}

function tab(shelf: Shelf, fetcher: typeof fetch, alone = lock(), who: { id?: string } = { id: 'ada' }) {
	let entries: Entry[] = [];
	const sent: string[] = [];
	const signedOut = vi.fn(() => void (who.id = undefined));
	const outbox = new Outbox(
		shelf,
		{
			fetch: fetcher,
			now: () => Date.now(),
			random: () => 1,
			member: async () => who.id,
			alone,
			tell: () => {}
		},
		{
			changed: (now) => (entries = now),
			sent: (entry, reference) => sent.push(reference.id + entry.lane),
			signedOut
		}
	);
	const write = (text: string, lane = 'thread:1', member = 'ada') =>
		outbox.add({ member, path: `/api/threads/${lane}/posts`, lane, body: { text } });
	return {
		outbox,
		write,
		sent,
		signedOut,
		who,
		entries: () => entries,
		states: () => entries.map((entry) => entry.state)
	};
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the outbox', () => {
	it('sends each once, in order in its thread, and is empty after', async () => {
		const { fetcher, texts } = server();
		const { write, entries, sent } = tab(memoryShelf(), fetcher);
		await Promise.all([write('ett'), write('två'), write('tre')]);
		await settle();
		expect(texts()).toEqual(['ett', 'två', 'tre']);
		expect(entries()).toEqual([]);
		expect(sent).toHaveLength(3);
	});

	it.each([
		['no answer', () => new TypeError('network')],
		['503', () => problem(503, 'database_unavailable')],
		['500', () => problem(500, 'internal')],
		['a cut answer', () => new Response('{"id":', { status: 201 })],
		['a twin in flight', () => problem(409, 'idempotency_in_flight', { 'retry-after': '1' })]
	])(
		'after %s sends the same bytes under the same key, later, and holds back what follows',
		async (_, mood) => {
			const { fetcher, moods, asked, texts } = server();
			moods.push(mood, mood);
			const { write, states } = tab(memoryShelf(), fetcher);
			await write('ett');
			await settle();
			await write('två');
			await settle();
			expect(states()).toEqual(['unknown', 'queued']);
			expect(asked).toHaveLength(1);
			await vi.advanceTimersByTimeAsync(5_000);
			expect(texts()).toEqual(['ett', 'två']);
			expect(new Set(asked.slice(0, 3).map(({ key, body }) => key + body)).size).toBe(1);
		}
	);

	it('one whose answer was lost is done once', async () => {
		const { fetcher, did, texts } = server();
		let lose = true;
		const lossy = (async (...args: Parameters<typeof fetch>) => {
			const answer = await fetcher(...args);
			if (lose) throw ((lose = false), new TypeError('network'));
			return answer;
		}) as typeof fetch;
		const { write, entries } = tab(memoryShelf(), lossy);
		await write('en gång');
		await vi.advanceTimersByTimeAsync(2_000);
		expect(texts()).toEqual(['en gång']);
		expect(did.size).toBe(1);
		expect(entries()).toEqual([]);
	});

	it('waits as long as the server asks, then goes on', async () => {
		const { fetcher, moods, asked } = server();
		moods.push(() => problem(429, 'too_many_requests', { 'retry-after': '60' }));
		const { write, states, outbox } = tab(memoryShelf(), fetcher);
		await write('ett');
		await write('annan tråd', 'thread:2');
		await settle();
		expect(states()).toEqual(['queued', 'queued']);
		await outbox.wake();
		await vi.advanceTimersByTimeAsync(59_000);
		expect(asked).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(2_000);
		expect(asked).toHaveLength(3);
	});

	it('tries at once what had no answer when the network comes back', async () => {
		const { fetcher, moods, texts } = server();
		moods.push(() => new TypeError('network'));
		const { write, outbox } = tab(memoryShelf(), fetcher);
		await write('ett');
		await settle();
		await outbox.wake();
		await settle();
		expect(texts()).toEqual(['ett']);
	});

	it('other threads go on while one waits', async () => {
		const { fetcher, moods, texts } = server();
		moods.push(() => new TypeError('network'));
		const { write } = tab(memoryShelf(), fetcher);
		await write('väntar');
		await settle();
		await write('går', 'thread:2');
		await settle();
		expect(texts()).toEqual(['går']);
	});
});

describe('what is refused', () => {
	it('keeps its words and its reason, and does not hold back what follows', async () => {
		const { fetcher, moods, texts } = server();
		moods.push(() => problem(409, 'thread_closed'));
		const { write, entries } = tab(memoryShelf(), fetcher);
		await write('för sent');
		await write('ändå');
		await settle();
		expect(texts()).toEqual(['ändå']);
		expect(entries()).toHaveLength(1);
		expect(entries()[0]).toMatchObject({ state: 'refused', refusal: { status: 409, code: 'thread_closed' } });
		expect(entries()[0]?.body).toContain('för sent');
	});

	it('is sent again under its key as it is, under a new key when it was changed', async () => {
		const { fetcher, moods, asked, texts } = server();
		moods.push(
			() => problem(403, 'as_refused'),
			() => problem(403, 'as_refused')
		);
		const { write, outbox, entries } = tab(memoryShelf(), fetcher);
		const { key } = await write('ett');
		await settle();
		await outbox.retry(key);
		await settle();
		expect(asked.map((one) => one.key)).toEqual([key, key]);
		expect((await outbox.takeBack(key))?.body).toContain('ett');
		expect(entries()).toEqual([]);
		await write('ett, ändrat');
		await settle();
		expect(asked.at(-1)?.key).not.toBe(key);
		expect(texts()).toEqual(['ett, ändrat']);
	});

	it('what is on its way or may have arrived can not be taken back', async () => {
		const { fetcher, moods } = server();
		moods.push(() => new TypeError('network'));
		const { write, outbox, states } = tab(memoryShelf(), fetcher);
		const { key } = await write('kanske framme');
		await settle();
		expect(await outbox.takeBack(key)).toBeUndefined();
		expect(states()).toEqual(['unknown']);
	});
});

describe('whose it is', () => {
	it('401 keeps it until its writer is back', async () => {
		const { fetcher, moods, texts } = server();
		moods.push(() => problem(401, 'session_missing'));
		const { write, signedOut, states, who, outbox } = tab(memoryShelf(), fetcher);
		await write('ett');
		await settle();
		expect(signedOut).toHaveBeenCalledOnce();
		expect(states()).toEqual(['queued']);
		await vi.advanceTimersByTimeAsync(120_000);
		expect(texts()).toEqual([]);
		who.id = 'ada';
		await outbox.wake();
		await settle();
		expect(texts()).toEqual(['ett']);
	});

	it('is never sent as somebody else', async () => {
		const { fetcher, asked } = server();
		const shelf = memoryShelf();
		const { write, outbox, who } = tab(shelf, fetcher, lock(), { id: undefined });
		await write('adas ord');
		who.id = 'bo';
		await outbox.wake();
		await vi.advanceTimersByTimeAsync(120_000);
		expect(asked).toEqual([]);
		who.id = 'ada';
		await outbox.wake();
		await settle();
		expect(asked).toHaveLength(1);
	});

	it('waits while it can not be told who is signed in', async () => {
		const { fetcher, texts } = server();
		let known = false;
		const outbox = new Outbox(
			memoryShelf(),
			{
				fetch: fetcher,
				now: () => Date.now(),
				random: () => 1,
				member: async () => (known ? 'ada' : Promise.reject(new Error('unanswered'))),
				alone: lock(),
				tell: () => {}
			},
			{ changed: () => {}, sent: () => {}, signedOut: () => {} }
		);
		await outbox.add({ member: 'ada', path: '/p', lane: 'thread:1', body: { text: 'ett' } });
		await settle();
		expect(texts()).toEqual([]);
		known = true;
		await vi.advanceTimersByTimeAsync(5_000);
		expect(texts()).toEqual(['ett']);
	});
});

describe('over reloads and tabs', () => {
	it('one that a closed tab left in hand is sent by the next under the same key', async () => {
		const shelf = memoryShelf();
		const hanging = tab(shelf, (() => new Promise(() => {})) as unknown as typeof fetch);
		const { key } = await hanging.write('halvvägs');
		await settle();
		expect(hanging.states()).toEqual(['sending']);
		hanging.outbox.stop();
		const { fetcher, asked } = server();
		await tab(shelf, fetcher).outbox.flush();
		expect(asked.map((one) => one.key)).toEqual([key]);
	});

	it('two tabs at once send each once', async () => {
		const shelf = memoryShelf();
		const { fetcher, asked, texts } = server();
		const alone = lock();
		const one = tab(shelf, fetcher, alone);
		const other = tab(shelf, fetcher, alone);
		await Promise.all([
			one.write('ett'),
			other.write('två'),
			one.write('tre'),
			one.outbox.flush(),
			other.outbox.flush()
		]);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(asked).toHaveLength(3);
		expect(texts().sort()).toEqual(['ett', 'tre', 'två']);
	});

	it('two tabs without a lock do each once, as the key is the same', async () => {
		const shelf = memoryShelf();
		const { fetcher, texts } = server();
		const free = (work: () => Promise<void>) => work();
		const one = tab(shelf, fetcher, free);
		const other = tab(shelf, fetcher, free);
		await one.write('ett');
		await Promise.all([one.outbox.flush(), other.outbox.flush()]);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(texts()).toEqual(['ett']);
	});

	it('one older than its key is not sent again by itself', async () => {
		const shelf = memoryShelf();
		const { fetcher, asked, moods } = server();
		moods.push(() => new TypeError('network'));
		const { write, outbox, entries } = tab(shelf, fetcher);
		await write('gammalt');
		await settle();
		outbox.stop();
		vi.setSystemTime(Date.now() + 30 * 24 * 3600 * 1000);
		await outbox.wake();
		expect(asked).toHaveLength(1);
		expect(entries()[0]).toMatchObject({ state: 'refused', refusal: { code: 'too_old' } });
	});
});

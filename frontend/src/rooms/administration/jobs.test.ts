import { beforeEach, expect, test, vi } from 'vitest';
import type { DeadJob, Jobs } from '$api/notice';
import { words } from '$i18n/words.svelte';
import { FailedWork, jobs, letters, workWords } from './jobs.svelte';

const job = (id: string): DeadJob => ({
	id,
	kind: 'notice.brief',
	created_at: '2026-11-26T08:00:00.000Z',
	dead_at: '2026-11-26T09:00:00.000Z',
	tries: 15,
	reason: 'no such address'
});
const page = (items: DeadJob[], after: string | null = null): Jobs => ({
	items,
	before: null,
	after,
	waiting: 4,
	late: 0,
	dead: items.length
});

let calls: string[];
let answer: () => Response;
beforeEach(async () => {
	await words.choose('sv');
	await words.need('administration');
	calls = [];
	answer = () => Response.json(page([]));
	vi.stubGlobal('fetch', async (request: Request) => {
		const { pathname, search } = new URL(request.url);
		calls.push(`${request.method} ${pathname}${search}`);
		return request.method === 'GET' ? answer() : new Response(null, { status: 204 });
	});
});

test('work that is tried again leaves the list, and the sums follow', async () => {
	const work = new FailedWork(page([job('a'), job('b')]), jobs);
	answer = () => Response.json({ ...page([job('b')]), waiting: 5 });
	await work.again('a');
	expect(work.items.map(({ id }) => id)).toEqual(['b']);
	expect(work.counts).toMatchObject({ waiting: 5, dead: 1 });
	expect(calls[0]).toBe('PUT /api/administration/jobs/a/again');
});

test('work that is given up leaves it too, whether or not the sums can be read', async () => {
	const work = new FailedWork(page([job('a')]), jobs);
	answer = () => Response.json({ code: 'unavailable' }, { status: 503 });
	await work.drop('a');
	expect(work.items).toEqual([]);
	expect(calls[0]).toBe('DELETE /api/administration/jobs/a');
});

test('reads on, without anything twice', async () => {
	const work = new FailedWork(page([job('a')], 'a'), jobs);
	answer = () => Response.json(page([job('a'), job('b')]));
	await work.more();
	expect(work.items.map(({ id }) => id)).toEqual(['a', 'b']);
	expect(work.after).toBeNull();
	expect(calls).toEqual(['GET /api/administration/jobs?after=a']);
});

test('is told in words, and by its own name where there are none', () => {
	expect(workWords({ kind: 'notice.brief' })).toBe('Mejla ett sammandrag');
	expect(workWords({ kind: 'of.nobody' })).toBe('of.nobody');
});

test('letters are told by what they are about, and tried again at their own address', async () => {
	const letter = { ...job('b'), about: 'notice' as const };
	const work = new FailedWork({ items: [letter], after: null, waiting: 0, dead: 1 }, letters);
	expect(letters.name(letter)).toBe('Brev om en avisering eller ett sammandrag');
	await work.again('b');
	expect(calls[0]).toBe('PUT /api/administration/letters/b/again');
	expect(work.items).toEqual([]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { error } from '@sveltejs/kit';
import { keeping, loadAgain, loading } from './loadAgain';

/** What Kit does when something is to be loaded again. */
let invalidated: () => Promise<unknown>;
vi.mock('$app/navigation', () => ({ invalidate: () => invalidated() }));
vi.mock('$app/state', () => ({ navigating: { complete: null } }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const event = (path = '/list') => ({ url: new URL(path, 'http://x') });

test('a page that is loaded again in vain stays as it is, says so, and is asked for a few times a minute', async () => {
	let answer = () => Promise.resolve('before');
	const load = vi.fn(keeping(() => answer()));
	expect(await load(event())).toBe('before');
	answer = async () => error(429, { message: 'too_many_requests', retryAfter: 20 });
	let shown: unknown;
	invalidated = async () => (shown = await load(event()));
	await loadAgain('list');
	expect([shown, loading('list').failed]).toEqual(['before', true]);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(load.mock.calls.length).toBeLessThanOrEqual(4);
	answer = () => Promise.resolve('after');
	await loadAgain('list');
	expect([shown, loading('list').failed]).toEqual(['after', false]);
	loading('list').stop();
});

test('who opens a page, or may not see it any more, is told', async () => {
	let status = 503;
	const load = keeping<{ url: URL }, string>(async () =>
		status ? error(status, { message: 'x' }) : 'there'
	);
	await expect(load(event())).rejects.toMatchObject({ status: 503 });
	status = 0;
	await load(event());
	status = 503;
	await expect(load(event())).rejects.toMatchObject({ status: 503 });
	status = 403;
	let caught: unknown;
	invalidated = () => load(event()).catch((refusal) => (caught = refusal));
	await loadAgain('other');
	expect(caught).toMatchObject({ status: 403 });
	loading('other').stop();
});

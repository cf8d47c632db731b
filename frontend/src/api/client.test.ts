import { afterEach, expect, test, vi } from 'vitest';
import { api, ask } from './client';
import { Problem } from './problem';

function answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	vi.stubGlobal(
		'fetch',
		vi.fn(async () => new Response(status === 204 ? null : text, { status, headers }))
	);
}

const problem = (call: Promise<unknown>): Promise<Problem> =>
	call.then(
		() => expect.fail('the call went well'),
		(caught: unknown) => caught as Problem
	);

afterEach(() => vi.unstubAllGlobals());

test('gives the answer', async () => {
	answer(200, { items: [], before: null, after: null });
	expect(await ask(api.GET('/api/areas'))).toEqual({ items: [], before: null, after: null });
});

test('an answer without a body is none', async () => {
	answer(204, '');
	expect(await ask(api.DELETE('/api/session'))).toBeUndefined();
});

test('sends the path, the query, the key and the body', async () => {
	answer(201, {});
	await ask(
		api.POST('/api/threads/{id}/posts', {
			params: { path: { id: 'a b' }, header: { 'Idempotency-Key': 'k1' } },
			body: { text: ' åäö \u2028' }
		})
	);
	const request = vi.mocked(fetch).mock.calls[0]?.[0] as Request;
	expect(new URL(request.url).pathname).toBe('/api/threads/a%20b/posts');
	expect(request.headers.get('Idempotency-Key')).toBe('k1');
	expect(await request.json()).toEqual({ text: ' åäö \u2028' });
});

test('a refusal tells its code and its fields', async () => {
	const errors = [{ location: 'body.email', code: 'email_invalid', message: '' }];
	answer(422, { type: '', title: '', status: 422, code: 'validation_failed', errors });
	const caught = await problem(ask(api.GET('/api/areas')));
	expect(caught).toBeInstanceOf(Problem);
	expect(caught).toMatchObject({ status: 422, code: 'validation_failed', refused: true, unanswered: false });
	expect(caught.field('email')).toBe('email_invalid');
	expect(caught.field('name')).toBeUndefined();
});

test('a stale version brings the present state', async () => {
	answer(412, { type: '', title: '', status: 412, code: 'version_stale', current: { version: 3 } });
	expect((await problem(ask(api.GET('/api/areas')))).current).toEqual({ version: 3 });
});

test('says how long to wait', async () => {
	answer(429, { type: '', title: '', status: 429, code: 'too_many_requests' }, { 'Retry-After': '7' });
	expect((await problem(ask(api.GET('/api/areas')))).retryAfter).toBe(7);
});

test('an answer that is no problem of ours is a failure that may pass', async () => {
	answer(502, '<html>Bad gateway</html>', { 'Content-Type': 'text/html' });
	expect(await problem(ask(api.GET('/api/areas')))).toMatchObject({
		status: 502,
		code: 'internal',
		refused: false
	});
});

test('no answer is told apart from a refusal', async () => {
	vi.stubGlobal(
		'fetch',
		vi.fn(async () => Promise.reject(new TypeError('failed')))
	);
	expect(await problem(ask(api.GET('/api/areas')))).toMatchObject({
		status: 0,
		unanswered: true,
		refused: false
	});
});

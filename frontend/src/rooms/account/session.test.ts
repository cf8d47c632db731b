import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { session } from './session.svelte';
import { words } from '$i18n/words.svelte';

const member = {
	id: 'm1',
	name: 'Ada',
	email: 'ada@kommun.example',
	lang: 'en',
	shown: false,
	roles: [{ role: 'facilitator', area: 'upplevelser' }, { role: 'moderator' }],
	organisations: [],
	areas: [],
	time_zone: 'Europe/Stockholm'
};

function server(answers: Record<string, [number, unknown]>): void {
	vi.stubGlobal(
		'fetch',
		vi.fn(async (request: Request) => {
			const [status, body] = answers[`${request.method} ${new URL(request.url).pathname}`] ?? [404, {}];
			return new Response(status === 204 ? null : JSON.stringify(body), { status });
		})
	);
}

beforeEach(async () => {
	localStorage.clear();
	await words.show('sv');
	session.ended();
});
afterEach(() => vi.unstubAllGlobals());

test('nobody is signed in when the server says so', async () => {
	server({ 'GET /api/session': [401, { code: 'session_missing' }] });
	await session.refresh();
	expect([session.known, session.member]).toEqual([true, undefined]);
});

test('who signs in is known with roles, and reads in their own language', async () => {
	server({
		'POST /api/session': [200, { member: { id: 'm1', name: 'Ada' } }],
		'GET /api/session': [200, { member, expires_at: '2026-12-01T00:00:00Z' }]
	});
	await session.signIn('ada@kommun.example', 'secret words here');
	expect(session.member?.name).toBe('Ada');
	expect(session.is('facilitator', 'upplevelser')).toBe(true);
	expect(session.is('facilitator', 'hallbar-energi')).toBe(false);
	expect(session.is('moderator', 'hallbar-energi')).toBe(true);
	expect(words.lang).toBe('en');
});

test('a guest is nobody to the site but a name, and holds the connection', async () => {
	const guest = { ...member, email: '', guest: ['w1'] };
	server({ 'GET /api/session': [200, { member: guest, expires_at: '' }] });
	await session.refresh();
	expect([session.member, session.guest?.name, session.holder]).toEqual([undefined, 'Ada', 'm1']);
	expect(session.is('moderator')).toBe(false);
	server({ 'GET /api/session': [200, { member: { ...guest, guest: undefined }, expires_at: '' }] });
	await session.refresh();
	expect([session.member, session.guest?.name]).toEqual([undefined, 'Ada']);
	server({ 'GET /api/session': [200, { member, expires_at: '' }] });
	await session.refresh();
	expect([session.member?.name, session.guest, session.holder]).toEqual(['Ada', undefined, 'm1']);
});

test('a language chosen in this browser stays', async () => {
	await words.choose('sv');
	server({ 'GET /api/session': [200, { member, expires_at: '' }] });
	await session.refresh();
	expect(words.lang).toBe('sv');
});

test('a server that is away says nothing about who we are, and is asked again', async () => {
	server({ 'GET /api/session': [200, { member, expires_at: '' }] });
	await session.refresh();
	server({ 'GET /api/session': [503, { code: 'database_unavailable' }] });
	await session.refresh();
	expect(session.member?.name).toBe('Ada');
	server({ 'GET /api/session': [401, { code: 'session_missing' }] });
	await session.ready();
	expect(session.member).toBeUndefined();
});

test('who signs out is gone, but not when the server did not answer', async () => {
	server({ 'GET /api/session': [200, { member, expires_at: '' }], 'DELETE /api/session': [503, {}] });
	await session.refresh();
	await expect(session.signOut()).rejects.toMatchObject({ status: 503 });
	expect(session.member).toBeDefined();
	server({ 'DELETE /api/session': [204, null] });
	await session.signOut();
	expect(session.member).toBeUndefined();
});

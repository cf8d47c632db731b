import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkshopAt } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import type { Hearing } from '$live/sharing';
import { WorkshopState } from './workshop.svelte';

const stage = { id: 'w', version: 1, state: 'invited', ran: [], now: '2026-11-26T10:00:00.000Z' } as const;
const workshop = (version: number, seq: number): WorkshopAt => ({
	id: 'w',
	version,
	thread: 't',
	template: 'dialogue',
	title: `Version ${version}`,
	purpose: '',
	purpose_html: '',
	lang: 'sv',
	minutes: 60,
	after_days: 7,
	facilitators: [],
	leader: 'ada',
	stage: { ...stage, version, ran: [] },
	steps: [],
	people: { id: 'w', members: 0, guests: 0, phone: 0, yes: 0, maybe: 0, no: 0, instead: 0 },
	may: { facilitate: true, join: false, write: true },
	topic: 'workshop:w',
	seq,
	epoch: 'e'
});

let answers: (() => Response | Promise<Response>)[] = [];
const calls: Request[] = [];
const json = (body: unknown, status = 200) =>
	new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

beforeEach(async () => {
	await words.choose('sv');
	calls.length = 0;
	answers = [];
	vi.stubGlobal('fetch', async (request: Request) => {
		calls.push(request);
		return (answers.shift() ?? (() => json({ code: 'internal' }, 500)))();
	});
});
afterEach(() => vi.unstubAllGlobals());

function followed(start: WorkshopAt) {
	const state = new WorkshopState(start);
	let ear: Hearing = {};
	const sharing = { hear: (_: string, hearing: Hearing) => ((ear = hearing), () => undefined) };
	const stop = state.follow(sharing);
	const say = (type: string, data: unknown, seq: number) =>
		ear.event?.({ topic: 'workshop:w', type, data, seq, at: '' });
	return { state, stop, say, ear: () => ear };
}

describe('a press on the stage', () => {
	it('names the version that was seen', async () => {
		const { state, stop } = followed(workshop(3, 5));
		answers = [() => json({ id: 'w', version: 4, seq: 5, topic: 'workshop:w', epoch: 'e', at: '' })];
		await state.act({ do: 'start' });
		expect(calls.map(({ method }) => method)).toEqual(['PUT']);
		expect(calls[0]!.headers.get('If-Match')).toBe('"3"');
		stop();
	});

	it.each([412, 409])('that was second (%i) shows how it stands before it is told so', async (status) => {
		const { state, stop } = followed(workshop(3, 5));
		answers = [() => json({ code: 'version_stale', status }, status), () => json(workshop(4, 6))];
		await expect(state.act({ do: 'start' })).rejects.toMatchObject({ status });
		expect(state.at.version).toBe(4);
		stop();
	});

	it('whose event does not come is read', async () => {
		const { state, stop } = followed(workshop(3, 5));
		const done = { id: 'w', version: 4, seq: 6, topic: 'workshop:w', epoch: 'e', at: '' };
		answers = [() => json(done), () => json(workshop(4, 6))];
		await state.act({ do: 'start' });
		expect(state.at.version).toBe(4);
		stop();
	});
});

it('lets a press that was meant for the step before pass', () => {
	vi.useFakeTimers();
	const { state, stop, say } = followed(workshop(1, 1));
	say('workshop.staged', { ...stage, version: 2, state: 'live', step: 'a', ran: [] }, 2);
	expect(state.settling).toBe(true);
	vi.runOnlyPendingTimers();
	vi.runOnlyPendingTimers();
	expect(state.settling).toBe(false);
	say(
		'workshop.staged',
		{ ...stage, version: 3, state: 'live', step: 'a', paused_at: stage.now, ran: [] },
		3
	);
	expect(state.settling).toBe(false);
	stop();
	vi.useRealTimers();
});

it('counts what is told while it reads', async () => {
	const { state, stop, say } = followed(workshop(1, 1));
	let answer: (response: Response) => void = () => undefined;
	answers = [() => new Promise<Response>((resolve) => (answer = resolve))];
	const reading = state.read();
	await vi.waitFor(() => expect(calls).toHaveLength(1));
	const people = { ...workshop(1, 1).people, members: 9 };
	say('people.changed', people, 3);
	answer(json(workshop(2, 2)));
	await reading;
	expect(state.at).toMatchObject({ version: 2, people: { members: 9 } });
	stop();
});

it('says that it is over when it may not be seen any more', async () => {
	const { state, stop, ear } = followed(workshop(1, 1));
	answers = [() => json({ code: 'workshop_unknown', status: 404 }, 404)];
	ear().over?.();
	await vi.waitFor(() => expect(state.over).toBe(true));
	stop();
});

it('asks what the reader may do when the workshop comes further', async () => {
	const { state, stop, say } = followed(workshop(1, 1));
	answers = [() => json({ ...workshop(2, 2), may: { facilitate: true, join: true, write: false } })];
	say('workshop.staged', { ...stage, version: 2, state: 'live', ran: [] }, 2);
	expect(state.stage.state).toBe('live');
	await vi.waitFor(() => expect(state.at.may.join).toBe(true));
	stop();
});

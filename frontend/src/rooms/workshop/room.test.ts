import { beforeEach, expect, it, vi } from 'vitest';
import type { Stage, Step, WorkshopAt } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import type { Hearing } from '$live/sharing';
import { WorkshopRoom } from './room.svelte';

const step = (id: string, place: number): Step => ({
	id,
	version: 1,
	workshop: 'w',
	place,
	kind: 'discuss',
	title: id,
	purpose: '',
	text: '',
	html: '',
	material: '',
	minutes: 10,
	ballots: []
});
const now = '2026-11-26T10:00:00.000Z';
const stage = (version: number, on: string): Stage => ({
	id: 'w',
	version,
	state: 'live',
	step: on,
	ran: [{ step: on, started_at: now, ends_at: now }],
	now
});
const start = {
	id: 'w',
	version: 1,
	thread: 't',
	template: 'own',
	title: 'Möte',
	purpose: '',
	purpose_html: '',
	lang: 'sv',
	minutes: 60,
	after_days: 7,
	facilitators: [],
	leader: 'ada',
	stage: stage(1, 'a'),
	steps: [step('a', 1), { ...step('b', 2), ballots: ['held'] }],
	people: { id: 'w', members: 0, guests: 0, phone: 0, yes: 0, maybe: 0, no: 0, instead: 0 },
	may: { facilitate: false, join: false, write: true },
	topic: 'workshop:w',
	seq: 1,
	epoch: 'e'
} satisfies WorkshopAt;

beforeEach(async () => {
	await words.need('workshop');
	await words.choose('sv');
	vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')));
	return () => vi.unstubAllGlobals();
});

function entered() {
	const joins = {
		picker: () => Promise.reject(new Error('not here')),
		municipalities: () => Promise.resolve([]),
		ballots: { hear: vi.fn(), read: () => Promise.resolve() },
		startBallot: vi.fn()
	};
	const aloud = vi.fn();
	const room = new WorkshopRoom(start, () => undefined, joins, aloud);
	const ears: Hearing[] = [];
	const stop = room.follow({ hear: (_: string, ear: Hearing) => (ears.push(ear), () => undefined) });
	let seq = 1;
	const say = (type: string, data: unknown) => {
		seq++;
		for (const ear of ears) ear.event?.({ topic: 'workshop:w', type, data, seq, at: '' });
	};
	const move = (version: number, on: string) => say('workshop.staged', stage(version, on));
	return { room, aloud, joins, say, move, stop };
}

it('shows the step that is on, and goes along with it', () => {
	const { room, move, aloud, stop } = entered();
	expect(room.step?.id).toBe('a');
	move(2, 'b');
	expect([room.step?.id, room.elsewhere]).toEqual(['b', false]);
	expect(aloud).toHaveBeenCalledWith('Nu: b. Samtala, 10 minuter.');
	stop();
});

it('leaves who writes where they write', () => {
	const { room, move, stop } = entered();
	room.busy = () => true;
	move(2, 'b');
	expect([room.step?.id, room.elsewhere]).toEqual(['a', true]);
	room.opened = undefined;
	expect(room.step?.id).toBe('b');
	stop();
});

it('goes along again once the step that was opened is on', () => {
	const { room, move, stop } = entered();
	room.open('b');
	expect([room.step?.id, room.elsewhere]).toEqual(['b', true]);
	move(2, 'b');
	move(3, 'a');
	expect([room.step?.id, room.elsewhere]).toEqual(['a', false]);
	stop();
});

it('shows the step of the ballot that the address names', () => {
	const { room, stop } = entered();
	room.openAt('#ballot-none');
	expect([room.step?.id, room.elsewhere]).toEqual(['a', false]);
	room.openAt('#ballot-held');
	expect([room.step?.id, room.elsewhere]).toEqual(['b', true]);
	stop();
});

it('hands ballots to who follows them', () => {
	const { joins, say, stop } = entered();
	say('ballot.added', { id: 'x' });
	say('note.added', { id: 'n' });
	expect(joins.ballots.hear).toHaveBeenCalledOnce();
	stop();
});

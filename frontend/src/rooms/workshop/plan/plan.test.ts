import { beforeEach, describe, expect, it } from 'vitest';
import type { Author } from '$api/types';
import type { Stage, Step, Workshop, WorkshopAt, WorkshopReplyOf } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import { changes, fieldsOf } from './details';
import { guestsOf } from './guests';
import { ballotLasts, ballotOf } from './ballotLasts';
import { missingIn, startsEarly } from './missing';
import { NewDraft } from './newWorkshop.svelte';
import { phaseOf } from './round';
import { began, beginnings, behindAt, behindBy } from './sheet';
import { whoWords } from './whoWords';

beforeEach(async () => {
	localStorage.clear();
	await words.need('workshopPlan');
	words.tellTimesOf('Europe/Stockholm');
	await words.choose('sv');
});

const stage = (...ran: string[]): Stage => ({
	id: 'w',
	version: 1,
	state: ran.length > 0 ? 'live' : 'invited',
	ran: ran.map((step) => ({ step, started_at: '', ends_at: '' })),
	now: ''
});
const step = (id: string, minutes = 10): Step => ({
	id,
	version: 1,
	workshop: 'w',
	place: 1,
	kind: 'discuss',
	title: id,
	purpose: '',
	text: '',
	html: '',
	material: '',
	minutes,
	ballots: []
});
const sheet = ['a', 'b', 'c', 'd'].map((id) => step(id));

/** The order after a step was put behind another. */
function after(id: string, behind: string | undefined): string {
	if (behind === undefined) return 'stays';
	const others = sheet.map((one) => one.id).filter((one) => one !== id);
	others.splice(others.indexOf(behind) + 1, 0, id);
	return others.join('');
}

describe('the order of a run sheet', () => {
	it('moves a step up and down by one', () => {
		expect(after('b', behindBy(sheet, stage(), 'b', -1))).toBe('bacd');
		expect(after('c', behindBy(sheet, stage(), 'c', -1))).toBe('acbd');
		expect(after('c', behindBy(sheet, stage(), 'c', 1))).toBe('abdc');
		expect(after('a', behindBy(sheet, stage(), 'a', -1))).toBe('stays');
		expect(after('d', behindBy(sheet, stage(), 'd', 1))).toBe('stays');
	});

	it('drops a step before or behind another', () => {
		expect(after('d', behindAt(sheet, stage(), 'd', 'a', false))).toBe('dabc');
		expect(after('a', behindAt(sheet, stage(), 'a', 'c', true))).toBe('bcad');
		expect(after('a', behindAt(sheet, stage(), 'a', 'c', false))).toBe('bacd');
		expect(after('b', behindAt(sheet, stage(), 'b', 'a', true))).toBe('stays');
		expect(after('b', behindAt(sheet, stage(), 'b', 'c', false))).toBe('stays');
	});

	it('leaves what has begun where it is, and lets nothing come before it', () => {
		const on = stage('a', 'b');
		expect(began(on, 'b')).toBe(true);
		expect(after('c', behindBy(sheet, on, 'c', -1))).toBe('stays');
		expect(after('b', behindBy(sheet, on, 'b', 1))).toBe('stays');
		expect(after('d', behindAt(sheet, on, 'd', 'b', false))).toBe('stays');
		expect(after('d', behindAt(sheet, on, 'd', 'b', true))).toBe('abdc');
	});

	it('says when each step begins', () => {
		const begins = beginnings([step('a', 10), step('b', 20), step('c')], '2026-12-01T08:00:00Z');
		expect(begins.map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual(['08:00', '08:10', '08:30']);
		expect(beginnings([step('a')], undefined)).toEqual([Number.NaN]);
	});
});

const author = (id: string): Author => ({ id, name: id });
const reply = (id: string): WorkshopReplyOf => ({ member: author(id), answer: 'yes', at: '' });

it('gathers replies under the invitations that they answer, each once', () => {
	const invited = [
		{ kind: 'organisation' as const, id: 'mill', name: 'Sågen', answered: ['bo', 'ada'] },
		{ kind: 'member' as const, id: 'ada', name: 'Ada', answered: ['ada'] },
		{ kind: 'member' as const, id: 'cai', name: 'Cai', answered: [] }
	];
	const list = guestsOf(invited, [reply('ada'), reply('bo'), reply('eva')]);
	expect(list.invited.map(({ replies }) => replies.map(({ member }) => member.id))).toEqual([
		['bo'],
		['ada'],
		[]
	]);
	expect(list.others.map(({ member }) => member.id)).toEqual(['eva']);
});

describe('details', () => {
	const workshop = {
		title: 'Möte',
		purpose: '',
		starts_at: '2026-12-01T08:00:00Z',
		minutes: 60,
		place: 'Bystugan',
		after_days: 7
	} as Workshop;

	it('sends only what was changed, by the clocks of the zone', () => {
		const began = fieldsOf(workshop);
		expect(began.starts).toBe('2026-12-01T09:00');
		expect(changes(began, { ...began })).toEqual({});
		const now = { ...began, starts: '2026-12-01T10:30', place: '', link: ' https://video.example/a ' };
		expect(changes(began, now)).toEqual({
			starts_at: '2026-12-01T09:30:00.000Z',
			place: '',
			link: 'https://video.example/a'
		});
		expect(changes(began, { ...began, starts: '' })).toEqual({ starts_at: '' });
	});
});

it('keeps what one plans with, and its key, until it is planned', () => {
	const draft = new NewDraft('ada', 't');
	draft.fields.title = 'Möte';
	draft.fields.starts = '2026-12-01T09:00';
	const body = draft.body('t', 'x', 'dialogue');
	expect(body).toMatchObject({
		thread: 't',
		title: 'Möte',
		starts_at: '2026-12-01T08:00:00.000Z',
		lang: 'sv'
	});
	const key = draft.keyOf(body);
	const again = new NewDraft('ada', 't');
	expect(again.fields.title).toBe('Möte');
	expect(again.keyOf(again.body('t', 'x', 'dialogue'))).toBe(key);
	again.fields.title = 'Ett annat';
	expect(again.keyOf(again.body('t', 'x', 'dialogue'))).not.toBe(key);
	expect(new NewDraft('bo', 't').fields.title).toBe('');
	again.clear();
	expect(new NewDraft('ada', 't').isEmpty).toBe(true);
	expect(again.body(undefined, 'Här förbereder vi oss.', 'own')).toMatchObject({
		area: '',
		text: 'Här förbereder vi oss.'
	});
});

it('asks before a start long before the time, or without one', () => {
	const now = Date.parse('2026-11-26T08:00:00Z');
	expect(startsEarly({}, now)).toBe(true);
	expect(startsEarly({ starts_at: '2026-12-03T09:00:00Z' }, now)).toBe(true);
	expect(startsEarly({ starts_at: '2026-11-26T08:30:00Z' }, now)).toBe(false);
	expect(startsEarly({ starts_at: '2026-11-26T07:00:00Z' }, now)).toBe(false);
});

it('says at once all that is missing of what one plans with', () => {
	const draft = new NewDraft('ada');
	expect(draft.lacks(undefined, undefined)).toEqual(['template', 'area', 'title']);
	draft.fields.title = ' ';
	expect(draft.lacks('t', 'own')).toEqual(['title']);
	draft.fields = { ...draft.fields, title: 'Möte', area: 'energi' };
	expect(draft.lacks(undefined, 'dialogue')).toEqual([]);
});

describe('before a workshop begins', () => {
	const vote = { ...step('v', 20), kind: 'vote' as const };
	const at = {
		stage: stage(),
		template: 'dialogue',
		minutes: 30,
		steps: [step('a'), vote, step('b')]
	} as WorkshopAt;
	const now = Date.parse('2026-12-01T08:00:00Z');
	const minutes = (of: WorkshopAt, it: Step) => ballotLasts(of, it, now) / 60_000;

	it('says what is missing', () => {
		expect(missingIn({ ...at, steps: [] }, 0).parts).toEqual(['time', 'where', 'steps', 'guests']);
		expect(missingIn({ ...at, starts_at: 'x', phone: '063' }, undefined)).toEqual({
			parts: [],
			ballots: [vote]
		});
		const held = { ...at, steps: [{ ...vote, ballots: ['b'] }], starts_at: 'x', place: 'Bystugan' };
		expect(missingIn(held, 2)).toEqual({ parts: [], ballots: [] });
		expect(missingIn({ ...held, template: 'own' }, 0).parts).toEqual([]);
	});

	it('keeps a ballot open until its step is over', () => {
		expect(minutes(at, vote)).toBe(7 * 24 * 60);
		// Until the whole workshop is over, as steps are late; the run sheet is longer than was planned.
		expect(minutes({ ...at, starts_at: '2026-12-01T09:00:00Z' }, vote)).toBe(100);
		expect(minutes({ ...at, starts_at: '2036-12-01T09:00:00Z' }, vote)).toBe(364 * 24 * 60);
		expect(minutes({ ...at, starts_at: '2026-11-01T09:00:00Z' }, vote)).toBe(20);
		expect(minutes({ ...at, stage: { ...stage('a'), step: 'a' } }, vote)).toBe(30);
		expect(minutes({ ...at, stage: { ...stage('a', 'v'), step: 'v' } }, vote)).toBe(20);
		expect(minutes({ ...at, stage: { ...stage('a', 'v', 'b'), step: 'b' } }, vote)).toBe(20);
	});

	it('says whom an invitation goes to', () => {
		expect(whoWords({ persons: 0, organisations: 0 })).toBe('');
		expect(whoWords({ persons: 2, organisations: 1 })).toBe('2 personer och 1 organisation');
		expect(whoWords({ persons: 0, organisations: 3 })).toBe('3 organisationer');
	});
});

it('says how far a written round has come', () => {
	const round = { open_until: '2026-12-01T08:00:00Z', proof_until: '2026-12-02T08:00:00Z' };
	expect(phaseOf(round, Date.parse('2026-12-01T07:59:00Z'))).toBe('open');
	expect(phaseOf(round, Date.parse('2026-12-01T08:00:00Z'))).toBe('proof');
	expect(phaseOf(round, Date.parse('2026-12-02T08:00:00Z'))).toBe('locked');
	expect(phaseOf({ ...round, locked_at: 'x' }, 0)).toBe('locked');
});

it.each([
	['Fördela dina prickar på det som är viktigast.', 'dots'],
	['Share out your dots.', 'dots'],
	['Vad är viktigast? Sprickor i isen.', 'choose']
])('a ballot of a step asks what the step is called: %s', (text, kind) => {
	expect(ballotOf({ title: 'Vad först?', purpose: '', text } as Step)).toEqual({ title: 'Vad först?', kind });
});

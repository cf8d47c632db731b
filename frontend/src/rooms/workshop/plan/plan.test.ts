import { beforeEach, describe, expect, it } from 'vitest';
import type { Author } from '$api/types';
import type { Stage, Step, Workshop, WorkshopReplyOf } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import { changes, fieldsOf } from './details';
import { guestsOf } from './guests';
import { NewDraft } from './newWorkshop.svelte';
import { phaseOf } from './round';
import { began, beginnings, behindAt, behindBy } from './sheet';

beforeEach(async () => {
	localStorage.clear();
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
	const body = draft.body('t', 'x');
	expect(body).toMatchObject({
		thread: 't',
		title: 'Möte',
		starts_at: '2026-12-01T08:00:00.000Z',
		lang: 'sv'
	});
	const key = draft.keyOf(body);
	const again = new NewDraft('ada', 't');
	expect(again.fields.title).toBe('Möte');
	expect(again.keyOf(again.body('t', 'x'))).toBe(key);
	again.fields.title = 'Ett annat';
	expect(again.keyOf(again.body('t', 'x'))).not.toBe(key);
	expect(new NewDraft('bo', 't').fields.title).toBe('');
	again.clear();
	expect(new NewDraft('ada', 't').isEmpty).toBe(true);
	expect(again.body(undefined, 'Här förbereder vi oss.')).toMatchObject({
		area: '',
		text: 'Här förbereder vi oss.'
	});
});

it('says how far a written round has come', () => {
	const round = { open_until: '2026-12-01T08:00:00Z', proof_until: '2026-12-02T08:00:00Z' };
	expect(phaseOf(round, Date.parse('2026-12-01T07:59:00Z'))).toBe('open');
	expect(phaseOf(round, Date.parse('2026-12-01T08:00:00Z'))).toBe('proof');
	expect(phaseOf(round, Date.parse('2026-12-02T08:00:00Z'))).toBe('locked');
	expect(phaseOf({ ...round, locked_at: 'x' }, 0)).toBe('locked');
});

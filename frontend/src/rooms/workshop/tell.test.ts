import { beforeEach, expect, it } from 'vitest';
import type { Stage, Step, WorkshopAt } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import { newsOf, timeWords } from './tell';

beforeEach(async () => {
	await words.need('workshop');
	await words.choose('sv');
});

const moment = (minute: number): string => new Date(Date.UTC(2026, 10, 26, 10, minute)).toISOString();
const step = (id: string): Step => ({
	id,
	version: 1,
	workshop: 'w',
	place: 1,
	kind: 'write',
	title: `Steg ${id}`,
	purpose: '',
	text: '',
	html: '',
	material: '',
	minutes: 10,
	ballots: []
});
const run = (id: string, ends = 10) => ({ step: id, started_at: moment(0), ends_at: moment(ends) });
const base: Stage = { id: 'w', version: 1, state: 'invited', ran: [], now: moment(0) };
const live: Stage = { ...base, state: 'live', step: 'a', ran: [run('a')] };

const at = (stage: Stage, over: Partial<WorkshopAt> = {}) =>
	({
		id: 'w',
		stage,
		steps: [step('a'), step('b')],
		leader: 'ada',
		facilitators: [
			{ id: 'ada', name: 'Ada' },
			{ id: 'bo', name: 'Bo' }
		],
		...over
	}) as WorkshopAt;

it.each<[string, WorkshopAt, WorkshopAt, string | undefined]>([
	['the start', at(base), at(live), 'Nu: Steg a. Skriva, 10 minuter.'],
	[
		'another step',
		at(live),
		at({ ...live, step: 'b', ran: [run('a'), run('b')] }),
		'Nu: Steg b. Skriva, 10 minuter.'
	],
	['a pause', at(live), at({ ...live, paused_at: moment(1) }), 'Workshopen är pausad.'],
	['going on', at({ ...live, paused_at: moment(1) }), at(live), 'Workshopen fortsätter.'],
	['more time', at(live), at({ ...live, ran: [run('a', 12)] }), 'Tiden är ändrad: 12:00 kvar.'],
	['the wrapping up', at(live), at({ ...live, state: 'wrap_up' }), 'Nu avrundar vi.'],
	[
		'the end',
		at({ ...live, state: 'wrap_up' }),
		at({ ...live, state: 'minutes_draft' }),
		'Workshopen är slut.'
	],
	['another leader', at(live), at(live, { leader: 'bo' }), 'Bo leder nu.'],
	['people who come', at(live), at(live, { people: { members: 3 } as WorkshopAt['people'] }), undefined],
	['the same read again', at(live), at({ ...live, now: moment(3) }), undefined]
])('of %s', (_, before, after, said) => expect(newsOf(before, after)).toBe(said));

it.each<[number, boolean, string]>([
	[61_000, false, '1:01 kvar'],
	[-400, false, '0:00 över tiden'],
	[-61_000, false, '1:01 över tiden'],
	[61_000, true, 'Pausad, 1:01 kvar'],
	[-61_000, true, 'Pausad, 1:01 över tiden']
])('%i ms left, paused: %s', (left, paused, words) => expect(timeWords(left, paused)).toBe(words));

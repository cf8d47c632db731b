import { cleanup, render, screen, within } from '@testing-library/svelte';
import { beforeAll, expect, test, vi } from 'vitest';
import type { ResultAt } from '$api/result';
import type { WorkshopAt } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import type { Joins } from './joins';
import ResultView from './ResultView.svelte';
import { note, part, result, standing, wall } from './sample';

vi.mock('$live/live.svelte', () => ({ sharing: { hear: () => () => undefined } }));

const workshop: WorkshopAt = {
	id: 'w',
	version: 4,
	thread: 't',
	template: 'dialogue',
	title: 'Dialogmöte',
	purpose: '',
	purpose_html: '' as WorkshopAt['purpose_html'],
	lang: 'sv',
	minutes: 60,
	after_days: 7,
	facilitators: [{ id: 'dag', name: 'Dag' }],
	leader: 'dag',
	stage: {
		id: 'w',
		version: 4,
		state: 'minutes_draft',
		ran: [],
		now: '2026-11-26T10:00:00.000Z',
		ended_at: '2026-11-26T09:00:00.000Z'
	},
	steps: [],
	people: { id: 'w', members: 0, guests: 0, phone: 0, yes: 0, maybe: 0, no: 0, instead: 0 },
	may: { facilitate: true, join: false, write: true },
	topic: 'workshop:w',
	seq: 1,
	epoch: 'e'
};

const owner = { kind: 'participant' as const, id: 'p', name: 'Bo' };
const theme = part('theme', {
	title: 'Nätet',
	sources: ['a', 'b'].map((id) => ({ kind: 'note' as const, id })),
	dots: 3
});
const promise = part('promise', { title: 'Bjud in', owner, due_on: '2031-05-01' });
const quote = part('quote', { title: '', sources: [{ kind: 'note', id: 'a' }] });

beforeAll(async () => {
	await words.choose('sv');
	await words.need('common', 'workshopResult', 'ballot');
});

function show(change: Partial<ResultAt> = {}): void {
	const at = result(
		[theme, promise, quote],
		[],
		[wall(note('a', { text: 'Mer nät' }), note('b', { late: true }))]
	);
	const joins = { ballot: (() => undefined) as unknown as Joins['ballot'], place: (code: string) => code };
	render(ResultView, { workshop, result: { ...at, ...change }, joins });
}

const of = (name: string) => within(screen.getByRole('region', { name }));

test('reads as minutes: headings, who was there, themes with their notes, promises with owner, date and status', () => {
	show({ may: { edit: false, stand: [] } });
	expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Dialogmöte');
	expect(of('Närvaro').getByText(/2 organisationer var med/)).toBeDefined();
	expect(of('Teman').getByText('2 lappar')).toBeDefined();
	expect(of('Löften').getByText('Väntar på den ansvarigas ja')).toBeDefined();
	expect(of('Löften').getByText('Bo')).toBeDefined();
	expect(of('Citat').getByText('Mer nät')).toBeDefined();
	expect(screen.queryByRole('region', { name: 'Beslut' })).toBeNull();
	expect(screen.queryByRole('button', { name: 'Publicera' })).toBeNull();
});

test('asks sources whether it is right, and says who does not agree', () => {
	const said = standing(quote, { stands: 'contest', words: 'Inte så', by: owner });
	show({ may: { edit: false, stand: [promise.id] }, standings: [said] });
	expect(of('Citat').getByText(/Inte så/)).toBeDefined();
	expect(of('Citat').queryByRole('button')).toBeNull();
	expect(of('Löften').getByRole('button', { name: 'Stämmer' })).toBeDefined();
	expect(of('Löften').getByText('Det här löftet är ditt. Stämmer det?')).toBeDefined();
});

test('gives those who facilitate their tools, by name', () => {
	show();
	expect(screen.getByRole('button', { name: 'Publicera' })).toBeDefined();
	expect(of('Teman').getByRole('button', { name: 'Ändra Nätet' })).toBeDefined();
	expect(of('Beslut').getByRole('button', { name: 'Lägg till beslut' })).toBeDefined();
});

test('says what nobody wrote of a decision, and shows readers no such thing once it is published', () => {
	const empty = part('decision', { title: 'Så går vi vidare', drafted: true });
	const unnamed = part('theme', { title: '', sources: [{ kind: 'note', id: 'a' }] });
	const draft = { items: [empty, unnamed], may: { edit: false, stand: [] } };
	show(draft);
	expect(of('Beslut').getByText('Vad som beslutades är inte skrivet än.')).toBeDefined();
	expect(of('Teman').getByRole('heading', { level: 3 }).textContent).toBe('”Mer nät”');
	cleanup();
	show({ ...draft, state: 'published' });
	expect(screen.queryByRole('region', { name: 'Beslut' })).toBeNull();
	cleanup();
	show({ ...draft, state: 'published', may: { edit: true, stand: [] } });
	expect(of('Beslut').getByText(/visas det här inte/)).toBeDefined();
	expect(screen.getByRole('region', { name: 'Beslut' }).dataset.print).toBe('no');
});

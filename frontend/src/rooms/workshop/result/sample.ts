// A result to look at, for tests.
import type { ResultAt, ResultItem, ResultKind, ResultStanding } from '$api/result';
import type { Note, WallAt } from '$api/wall';
import { inOrder } from './result';

const position = { topic: 'result:w', seq: 1, epoch: 'e' };
const coverage = { organisations: 2, unlisted: 0, sectors: [], levels: [], municipalities: [] };

let nth = 0;
export function part(kind: ResultKind, change: Partial<ResultItem> = {}): ResultItem {
	const id = `i${++nth}`;
	return {
		id,
		workshop: 'w',
		version: 1,
		words: 1,
		kind,
		title: id,
		text: '',
		html: '' as ResultItem['html'],
		place: nth * 10,
		sources: [],
		...change
	};
}

export function standing(item: ResultItem, change: Partial<ResultStanding> = {}): ResultStanding {
	const id = `s${++nth}`;
	return {
		id,
		item: item.id,
		version: 1,
		stands: 'confirm',
		of_words: item.words,
		at: `2026-01-01T00:00:${nth}Z`,
		...change
	};
}

export const note = (id: string, change: Partial<Note> = {}): Note => ({
	id,
	wall: 'wall',
	version: 1,
	text: `text of ${id}`,
	at: '2026-01-01T00:00:00Z',
	place: 1,
	by: { participant: 'p', name: 'Bo', organisation: 'Kvarnen' },
	...change
});

export const wall = (...notes: Note[]): WallAt => ({
	id: 'wall',
	workshop: 'w',
	version: 1,
	phase: 'done',
	dots: 3,
	dots_hidden: true,
	named: true,
	arranging: 'everybody',
	notes,
	clusters: [],
	dots_now: { wall: 'wall', placed: 0, dotted: 0, shown: true, counts: [] },
	digest: '',
	...position
});

export function result(
	items: ResultItem[] = [],
	standings: ResultStanding[] = [],
	walls: WallAt[] = []
): ResultAt {
	return {
		id: 'w',
		made_at: '2026-01-01T00:00:00Z',
		attendance: { ...coverage, absent: { sectors: [], levels: [], municipalities: [] } },
		late: { ...coverage, organisations: 0, listed: [] },
		edition: 0,
		changes: [],
		state: 'minutes_draft',
		items: [...items].sort(inOrder),
		standings,
		sources: {
			walls,
			steps: walls.map(({ id }) => ({ id, title: `step ${id}` })),
			questions: [],
			speeches: [],
			ballots: [],
			...position
		},
		may: { edit: true, stand: [] },
		...position
	};
}

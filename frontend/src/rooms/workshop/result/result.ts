// A result as a screen knows it, and what its events make of it. Pure: state and events are the state fetched anew.
import type { BallotState } from '$api/ballot';
import type { FloorPerson, Question } from '$api/floor';
import type { Result, ResultAt, ResultItem, ResultKind, ResultSource, ResultStanding } from '$api/result';
import type { Note, Wall } from '$api/wall';
import type { LiveEvent } from '$live/frames';
import { apply as applyToWall, firstWords } from '../wall/shown';

/** All kinds, in the order in which a result shows them. */
export const kinds: readonly ResultKind[] = [
	'text',
	'decision',
	'promise',
	'theme',
	'vote',
	'conflict',
	'question',
	'quote',
	'forward'
];

type Told = Pick<LiveEvent, 'type' | 'data'>;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const inOrder = (a: ResultItem, b: ResultItem): number =>
	kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.place - b.place || order(a.id, b.id);

const inTime = (a: ResultStanding, b: ResultStanding): number => order(a.at, b.at) || order(a.id, b.id);

/** The list with the newest of something, or without it where it is gone. */
function withNewest<T extends { id: string; version: number; removed?: boolean }>(
	list: T[],
	one: T,
	sort: (a: T, b: T) => number
): T[] {
	const had = list.find(({ id }) => id === one.id);
	if (had && had.version > one.version) return list;
	const others = list.filter(({ id }) => id !== one.id);
	return one.removed ? others : [...others, one].sort(sort);
}

/** A result after an event of its topic; another event leaves it as it is. */
export function apply(at: ResultAt, { type, data }: Told): ResultAt {
	switch (type) {
		case 'result.made':
		case 'result.changed':
			return data ? { ...at, ...(data as Result) } : at;
		case 'result_item.added':
		case 'result_item.changed':
		case 'result_item.removed': {
			const item = data as ResultItem;
			const standings = item.removed ? at.standings.filter((one) => one.item !== item.id) : at.standings;
			return { ...at, items: withNewest(at.items, item, inOrder), standings };
		}
		case 'standing.changed':
			return { ...at, standings: withNewest(at.standings, data as ResultStanding, inTime) };
		default:
			return at;
	}
}

/** What it rests on after an event of the workshop's topic. */
export function applyToSources(at: ResultAt, event: Told): ResultAt {
	const { sources } = at;
	const [noun] = event.type.split('.');
	if (noun === 'ballot') {
		const ballot = event.data as BallotState;
		const ballots = sources.ballots.filter(({ id, version }) => id !== ballot.id || version > ballot.version);
		const had = ballots.some(({ id }) => id === ballot.id);
		return { ...at, sources: { ...sources, ballots: had ? ballots : [...ballots, ballot] } };
	}
	if (event.type === 'question.added' || event.type === 'question.changed') {
		const question = event.data as Question;
		const others = sources.questions.filter(({ id }) => id !== question.id);
		const gone = question.hidden || question.withdrawn;
		const questions = gone
			? others
			: [...others, question].sort((a, b) => order(a.at, b.at) || order(a.id, b.id));
		return { ...at, sources: { ...sources, questions } };
	}
	if (!['note', 'cluster', 'wall'].includes(noun ?? '')) return at;
	const walls = sources.walls.map((wall) => applyToWall(wall, event));
	return walls.every((wall, n) => wall === sources.walls[n]) ? at : { ...at, sources: { ...sources, walls } };
}

/** Whether an event tells of a wall that was revealed after the result was read. */
export function tellsOfNewWall(at: ResultAt, { type, data }: Told): boolean {
	if (type !== 'wall.changed') return false;
	const { id, phase } = data as Wall;
	return phase !== 'hidden' && !at.sources.walls.some((wall) => wall.id === id);
}

/** What is read of a source: what it says and who said it. */
export interface SourceWords {
	key: string;
	kind: ResultSource['kind'];
	text: string;
	name?: string;
	organisation?: string;
	late?: boolean;
	onBehalf?: boolean;
	/** It was taken back, or hidden. */
	gone?: boolean;
	href?: string;
}

const organisationOf = (by: FloorPerson): string | undefined => by.organisation?.name ?? by.organisation_name;

/** The notes of a result by their ids. */
export function notesOf(at: ResultAt): Map<string, Note> {
	return new Map(at.sources.walls.flatMap(({ notes }) => notes.map((note) => [note.id, note])));
}

/** Sources in words: neither clusters, whose notes say it, nor ballots, which are shown as such. */
export function told(at: ResultAt, sources: ResultSource[], notes = notesOf(at)): SourceWords[] {
	return sources.flatMap(({ kind, id }): SourceWords[] => {
		const key = `${kind}:${id}`;
		if (kind === 'note') {
			const note = notes.get(id);
			if (!note) return [{ key, kind, text: '', gone: true }];
			const { text, by, late, on_behalf: onBehalf } = note;
			return [{ key, kind, text, name: by?.name, organisation: by?.organisation, late, onBehalf }];
		}
		if (kind === 'question') {
			const question = at.sources.questions.find((one) => one.id === id);
			if (!question) return [{ key, kind, text: '', gone: true }];
			const { text, by, late, on_behalf: onBehalf } = question;
			return [{ key, kind, text, name: by.name, organisation: organisationOf(by), late, onBehalf }];
		}
		if (kind === 'speech') {
			const speech = at.sources.speeches.find((one) => one.id === id);
			return speech
				? [{ key, kind, text: '', name: speech.by.name, organisation: organisationOf(speech.by) }]
				: [];
		}
		return kind === 'post' ? [{ key, kind, text: '', href: `/posts/${id}` }] : [];
	});
}

/** What a part is called that has no title of its own: the first words of what it rests on, as those of a group that nobody named. */
export function quoted(at: ResultAt, { sources }: Pick<ResultItem, 'sources'>): string | undefined {
	const says = told(at, sources).find(({ text }) => text.trim() !== '');
	return says && firstWords(says.text);
}

/**
 * Nothing was written of it, as of a decision that is only the step in which it was to be made, or of a quote that its author
 * took back. Readers of a published result are shown none.
 */
export function wordless(at: ResultAt, item: ResultItem): boolean {
	const untouched = item.kind === 'decision' && item.drafted === true;
	if (item.text.trim() || (item.title.trim() && !untouched)) return false;
	return (
		!item.sources.some(({ kind }) => kind === 'ballot') && told(at, item.sources).every(({ gone }) => gone)
	);
}

/** How far a promise has come: it is made when its owner has confirmed the words that it has. */
export type PromiseState = 'unowned' | 'proposed' | 'made' | 'declined';

export function promiseState(item: ResultItem, standings: ResultStanding[]): PromiseState {
	if (!item.owner) return 'unowned';
	const said = standings.findLast((one) => one.item === item.id && one.owner && one.of_words === item.words);
	return said?.stands === 'confirm' ? 'made' : said?.stands === 'contest' ? 'declined' : 'proposed';
}

/** What is still to be done before publishing, or to be known of. */
export interface Gaps {
	/** Decisions without words. */
	empty: ResultItem[];
	unnamed: ResultItem[];
	unowned: ResultItem[];
	undated: ResultItem[];
	unconfirmed: ResultItem[];
	contested: ResultItem[];
	openBallots: BallotState[];
	/** Ballots that were closed after the draft was made. */
	leftOut: BallotState[];
}

export function gaps({ items, standings, sources }: ResultAt): Gaps {
	const promises = items.filter(({ kind }) => kind === 'promise');
	const state = (item: ResultItem) => promiseState(item, standings);
	const named = new Set(items.flatMap((item) => item.sources.map(({ id }) => id)));
	return {
		empty: items.filter(({ kind, text }) => kind === 'decision' && !text.trim()),
		unnamed: items.filter(({ kind, title }) => kind === 'theme' && !title.trim()),
		unowned: promises.filter((item) => state(item) === 'unowned'),
		undated: promises.filter(({ due_on }) => !due_on),
		unconfirmed: promises.filter((item) => state(item) === 'proposed'),
		contested: items.filter((item) =>
			standings.some(
				({ item: of, stands, of_words }) => of === item.id && stands === 'contest' && of_words === item.words
			)
		),
		openBallots: sources.ballots.filter(({ state }) => state === 'open'),
		leftOut: sources.ballots.filter(({ id, state }) => state === 'closed' && !named.has(id))
	};
}

/** How much came in after the workshop had ended. */
export function lateWords({ sources, late }: ResultAt): {
	notes: number;
	questions: number;
	organisations: number;
	unlisted: number;
} {
	const notes = sources.walls.reduce((sum, wall) => sum + wall.notes.filter((note) => note.late).length, 0);
	const questions = sources.questions.filter((question) => question.late).length;
	return { notes, questions, organisations: late.organisations, unlisted: late.unlisted };
}

/** Parts of one kind that rest on the wall of one step. */
export interface StepParts {
	/** The step; undefined: they rest on no wall, or all parts on the same. */
	step?: { id: string; title: string };
	items: ResultItem[];
}

/** Themes, and what is passed on, by the step on whose wall they rest, in the order of the run sheet; where they rest on several. */
export function bySteps({ sources }: ResultAt, items: ResultItem[]): StepParts[] {
	if (items[0]?.kind !== 'theme' && items[0]?.kind !== 'forward') return [{ items }];
	const hung = new Map(
		sources.walls.flatMap(({ id, notes, clusters }) => [...notes, ...clusters].map((one) => [one.id, id]))
	);
	const stepOf = (item: ResultItem) => item.sources.map(({ id }) => hung.get(id)).find((id) => id);
	const rows = [undefined, ...sources.steps].map((step) => ({
		step,
		items: items.filter((item) => stepOf(item) === step?.id)
	}));
	const some = rows.filter((row) => row.items.length > 0);
	return some.filter(({ step }) => step).length > 1 ? some : [{ items }];
}

/** The parts among which one is moved: those of its kind, on the wall of its step. */
export function rowOf(at: ResultAt, item: ResultItem): ResultItem[] {
	const kind = at.items.filter((one) => one.kind === item.kind);
	return bySteps(at, kind).find(({ items }) => items.some(({ id }) => id === item.id))?.items ?? kind;
}

/** Where a part comes when it is moved a step in its row: after which other, '' to be the first; undefined: it stays. */
export function afterStep(row: ResultItem[], item: ResultItem, step: -1 | 1): string | undefined {
	const at = row.findIndex(({ id }) => id === item.id);
	const to = at + step;
	if (at < 0 || to < 0 || to >= row.length) return undefined;
	return step > 0 ? row[to]!.id : (row[to - 1]?.id ?? '');
}

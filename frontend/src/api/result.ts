// What came of a workshop, and the calls, as openapi.yaml names them.
import type { BallotState } from './ballot';
import type { Question, Speech } from './floor';
import type { Get, Id, Once, Send } from './paths';
import type { Author, Position, Reference, SafeHtml } from './types';
import type { WallAt } from './wall';
import type { Invited, WorkshopCoverage } from './workshop';

export type ResultKind =
	'text' | 'decision' | 'promise' | 'theme' | 'vote' | 'conflict' | 'question' | 'quote' | 'forward';

export interface ResultSource {
	kind: 'note' | 'cluster' | 'ballot' | 'question' | 'speech' | 'post';
	id: string;
}

/** Who promises, or says something. */
export interface ResultName {
	kind: 'participant' | 'member' | 'organisation';
	id: string;
	name: string;
	organisation?: string;
}

/** One part of a result. */
export interface ResultItem {
	id: string;
	workshop: string;
	version: number;
	/** Version of what sources confirm: what was said of an earlier one was said before the change. */
	words: number;
	kind: ResultKind;
	title: string;
	/** Markdown. */
	text: string;
	html: SafeHtml;
	place: number;
	sources: ResultSource[];
	dots?: number;
	owner?: ResultName;
	/** YYYY-MM-DD. */
	due_on?: string;
	drafted?: boolean;
	edited_at?: string;
	removed?: boolean;
}

/** What one of those whose words a part rests on, or the owner of a promise, says of it. */
export interface ResultStanding {
	id: string;
	item: string;
	version: number;
	/** Absent where they are a source that shows no name. */
	by?: ResultName;
	stands: 'confirm' | 'contest' | '';
	words?: string;
	of_words: number;
	owner?: boolean;
	on_behalf?: boolean;
	at: string;
	removed?: boolean;
}

export interface WorkshopAttendance extends WorkshopCoverage {
	absent: { sectors: string[]; levels: string[]; municipalities: string[] };
}

export interface LateAttendance extends WorkshopCoverage {
	listed: Invited[];
}

export interface ResultChange {
	edition: number;
	item: string;
	what: 'added' | 'edited' | 'moved' | 'removed';
	parts?: string[];
	by: Author;
	at: string;
}

/** A result as events carry it, without its parts. */
export interface Result {
	id: string;
	made_at: string;
	attendance: WorkshopAttendance;
	late: LateAttendance;
	edition: number;
	changes: ResultChange[];
}

/** What parts rest on; the events of the workshop's topic say what becomes of it. */
export interface ResultSources extends Position {
	walls: WallAt[];
	/** The steps that the walls were made for, in the order of the run sheet. */
	steps: { id: string; title: string }[];
	questions: Question[];
	speeches: Speech[];
	ballots: BallotState[];
}

export interface ResultMay {
	edit: boolean;
	/** Ids of the parts that rest on the reader's words or votes, or are promises of theirs. */
	stand: string[];
}

export interface ResultCaller {
	participant: string;
	name: string;
	stand: string[];
}

export interface ResultAt extends Result, Position {
	state: 'minutes_draft' | 'published';
	items: ResultItem[];
	standings: ResultStanding[];
	sources: ResultSources;
	may: ResultMay;
	mine?: string;
	callers?: ResultCaller[];
}

export interface ResultOwner {
	kind: ResultName['kind'] | '';
	id: string;
}

export interface NewResultItem {
	kind: ResultKind;
	title?: string;
	text?: string;
	sources?: ResultSource[];
	owner?: ResultOwner;
	due_on?: string;
	after?: string;
}

export interface ResultItemChange {
	kind?: ResultKind;
	title?: string;
	text?: string;
	sources?: ResultSource[];
	owner?: ResultOwner;
	due_on?: string;
}

type Of = Id & { item: string };
type Versioned = { 'If-Match': string };

export interface ResultPaths {
	'/api/workshops/{id}/result': { get: Get<ResultAt, Id>; put: Send<Reference, never, Id> };
	'/api/workshops/{id}/result/items': { post: Send<Reference, NewResultItem, Id, Once> };
	'/api/workshops/{id}/result/items/{item}': {
		patch: Send<Reference, ResultItemChange, Of, Versioned>;
		delete: Send<Reference, never, Of>;
	};
	'/api/workshops/{id}/result/items/{item}/place': { put: Send<Reference, { after?: string }, Of> };
	'/api/workshops/{id}/result/items/{item}/standing': {
		put: Send<Reference, { stands: ResultStanding['stands']; words?: string; on_behalf?: string }, Of>;
	};
}

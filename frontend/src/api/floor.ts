// The nouns of the floor of a workshop (who speaks, and what is asked), and the calls, as openapi.yaml names them.
import type { Get, Id, Once, Send } from './paths';
import type { List, Organisation, Position, Reference } from './types';

/** The list of speakers without the speakers. */
export interface SpeakerList {
	id: string;
	version: number;
	closed: boolean;
	limit_seconds: number;
	undo: boolean;
}

/** A participant as everybody sees them. */
export interface FloorPerson {
	participant: string;
	name: string;
	organisation?: Organisation;
	organisation_name?: string;
	/** They had its leave to speak for it; otherwise they say so themselves. */
	confirmed?: boolean;
	phone?: boolean;
}

export type SpeechState = 'waiting' | 'speaking' | 'paused' | 'ended' | 'lowered';

/** A hand that was raised, and what is spoken. Times are the server's; `now` is its clock when it was read. */
export interface Speech {
	id: string;
	version: number;
	workshop: string;
	step?: string;
	state: SpeechState;
	by: FloorPerson;
	on_behalf?: boolean;
	interposed?: boolean;
	raised_at: string;
	started_at?: string;
	since?: string;
	spent_ms: number;
	allowed_ms: number;
	ends_at?: string;
	ended_at?: string;
	times: number;
	total_ms: number;
	now: string;
}

/** How often and how long somebody spoke. */
export interface Spoken {
	participant: string;
	name: string;
	times: number;
	total_ms: number;
}

export interface SpokenList {
	id: string;
	items: Spoken[];
}

export interface Speakers extends SpeakerList, Position {
	topic: string;
	speaking: Speech[];
	waiting: Speech[];
	spoken: Spoken[];
	mine?: { participant: string };
	may: { raise: boolean; lead: boolean };
}

export type SuggestionReason = 'first_time' | 'organisation_unheard' | 'sector_unheard';

/** A hand in the order of who was not heard yet. */
export interface SuggestedSpeech {
	speech: string;
	reasons: SuggestionReason[];
}

export type SpeakersDo =
	'start' | 'reply' | 'end' | 'pause' | 'resume' | 'extend' | 'undo' | 'limit' | 'close' | 'open' | 'clear';

export interface SpeakersAct {
	do: SpeakersDo;
	speech?: string;
	participant?: string;
	seconds?: number;
}

export type QuestionStatus = 'asked' | 'shortlisted' | 'live' | 'answered';

export interface Question {
	id: string;
	version: number;
	workshop: string;
	step?: string;
	by: FloorPerson;
	on_behalf?: boolean;
	text: string;
	at: string;
	late?: boolean;
	status: QuestionStatus;
	supports: number;
	hidden?: boolean;
	withdrawn?: boolean;
}

export interface QuestionSupport {
	id: string;
	supports: number;
}

/** How many organisations; without `voices` nothing is told but whether anybody. */
export interface Voices {
	some: boolean;
	voices?: number;
}

export interface QuestionBar {
	group: string;
	asked: Voices;
	taken: Voices;
	answered: Voices;
}

export interface QuestionBars {
	id: string;
	sectors: QuestionBar[];
	levels: QuestionBar[];
}

export interface HiddenQuestion {
	id: string;
	text: string;
	why: string;
}

export interface Questions extends QuestionBars, Position {
	topic: string;
	items: Question[];
	hidden: HiddenQuestion[];
	mine?: { participant: string; supported: string[] };
	may: { ask: boolean; lead: boolean };
}

export type QuestionDo = 'shortlist' | 'unlist' | 'live' | 'answer' | 'hide' | 'show';

export interface QuestionAct {
	do: QuestionDo;
	why?: string;
	before?: string;
}

type OnBehalf = { on_behalf?: string };
type Version = { 'If-Match': string };
type OneQuestion = Id & { question: string };

export interface FloorPaths {
	'/api/workshops/{id}/speakers': { get: Get<Speakers, Id>; put: Send<Reference, SpeakersAct, Id, Version> };
	'/api/workshops/{id}/speakers/hand': {
		put: Send<Reference, OnBehalf, Id>;
		delete: Get<Reference, Id, OnBehalf>;
	};
	'/api/workshops/{id}/speakers/suggested': { get: Get<List<SuggestedSpeech>, Id> };
	'/api/workshops/{id}/questions': {
		get: Get<Questions, Id, { order?: 'support' | 'time' }>;
		post: Send<Reference, { text: string } & OnBehalf, Id, Once>;
	};
	'/api/workshops/{id}/questions/{question}': {
		put: Send<Reference, QuestionAct, OneQuestion, Version>;
		delete: Get<Reference, OneQuestion>;
	};
	'/api/workshops/{id}/questions/{question}/support': {
		put: Send<Reference, OnBehalf, OneQuestion>;
		delete: Get<Reference, OneQuestion, OnBehalf>;
	};
}

// The nouns of notices and of work that failed, and the calls, as openapi.yaml names them.
import type { Get, Id, Send } from './paths';
import type { Attention, Author, List, SafeHtml } from './types';

export type NoticeKind =
	'asked' | 'workshop' | 'mention' | 'reply' | 'membership' | 'decided' | 'ballot' | 'thread' | 'post';

export type NoticeReason =
	| 'named'
	| 'organisation'
	| 'replied'
	| 'you_asked'
	| 'follow_thread'
	| 'follow_area'
	| 'take_part'
	| 'yours';

export type Lower = 'thread' | 'area' | 'kind';

export interface NoticeThing {
	kind: string;
	id: string;
	title: string;
	lang: string;
	area?: string;
}

/** What one was told of one kind about one thing. */
export interface NoticeRow {
	id: string;
	kind: NoticeKind;
	what: string;
	reason: NoticeReason;
	thing: NoticeThing;
	href: string;
	events: number;
	by: Author[];
	people: number;
	at: string;
	unread: boolean;
	before?: string;
	lower: Lower;
}

export interface NoticesLeft {
	unread: number;
}

export interface NoticeChoice {
	kind: NoticeKind;
	push: boolean;
	mail: boolean;
	brief: boolean;
}

export interface Quiet {
	from: string;
	to: string;
	weekends: boolean;
}

export type Rhythm =
	| 'weekly'
	| 'daily'
	| 'never'
	| 'monday'
	| 'tuesday'
	| 'wednesday'
	| 'thursday'
	| 'friday'
	| 'saturday'
	| 'sunday';

export interface NoticeSettings {
	kinds: NoticeChoice[];
	brief: Rhythm;
	quiet: Quiet;
	muted_until?: string;
}

export interface Lowered {
	lower: Lower;
	id?: string;
	level?: Attention;
	kind?: NoticeChoice;
}

export type LetterAnswer = 'yes' | 'reservation' | 'no' | 'maybe' | 'confirm' | 'contest';

/** Something that can be answered from a letter, and whether it takes a line of at most so many characters. */
export interface AnswerChoice {
	answer: LetterAnswer;
	line: 'none' | 'optional' | 'needed';
	most?: number;
}

/** What a link in a letter answers, as whom, and what was answered. */
export interface Answering {
	kind: 'ballot' | 'workshop' | 'promise';
	title: string;
	html: SafeHtml;
	lang: string;
	within?: string;
	starts_at?: string;
	place?: string;
	due_on?: string;
	as: Author;
	answers: AnswerChoice[];
	hidden: boolean;
	closes_at: string;
	state: 'open' | 'closed';
	answer: '' | LetterAnswer | 'instead';
	reason?: string;
	href: string;
}

/** That there is a calendar at a secret address, which is shown once. */
export interface CalendarFeed {
	made_at: string;
	read_at?: string;
}

/** How often an organisation was addressed in this quarter. */
export interface Contacts {
	quarter: string;
	since: string;
	asked: number;
	mentioned: number;
	ballots: number;
	total: number;
	latest?: string;
}

/** A browser that one is told on while no page is open. */
export interface NoticeDevice {
	id: string;
	name: string;
	at: string;
	current: boolean;
	preview: boolean;
}

export interface DeadJob {
	id: string;
	kind: string;
	created_at: string;
	dead_at: string;
	tries: number;
	reason: string;
}

/** A letter that nobody tries to send any more, without its recipient and words. */
export interface DeadLetter {
	id: string;
	about: 'notice' | 'account';
	created_at: string;
	dead_at: string;
	tries: number;
	reason: string;
}

export interface Letters extends List<DeadLetter> {
	waiting: number;
	dead: number;
}

export interface Jobs extends List<DeadJob> {
	waiting: number;
	late: number;
	dead: number;
}

export interface NoticePaths {
	'/api/notices': {
		get: Get<
			List<NoticeRow> & NoticesLeft & { at: string },
			never,
			{ kind?: NoticeKind; unread?: boolean; after?: string; limit?: number }
		>;
	};
	'/api/notices/unread': { get: Get<NoticesLeft> };
	'/api/notices/reading': {
		put: Send<NoticesLeft, { until?: string; about?: { kind: string; id: string } }>;
	};
	'/api/notices/{id}/reading': { put: Send<NoticesLeft, never, Id> };
	'/api/notices/{id}/lowering': { put: Send<Lowered, never, Id> };
	'/api/notices/settings': {
		get: Get<NoticeSettings>;
		patch: Send<
			NoticeSettings,
			{
				kinds?: (Pick<NoticeChoice, 'kind'> & Partial<NoticeChoice>)[];
				brief?: Rhythm;
				quiet?: Quiet;
				muted_until?: string;
			}
		>;
	};
	'/api/notices/devices': { get: Get<List<NoticeDevice> & { key?: string }> };
	'/api/notices/devices/current': {
		put: Send<NoticeDevice, { endpoint: string; p256dh: string; auth: string; preview?: boolean }>;
	};
	'/api/notices/devices/{id}': { delete: Send<undefined, never, Id> };
	'/api/unsubscriptions/{word}': {
		get: Get<{ what: string }, { word: string }>;
		post: Send<{ what: string }, never, { word: string }>;
	};
	'/api/answers/{word}': {
		get: Get<Answering, { word: string }>;
		post: Send<Answering, { answer: string; reason?: string }, { word: string }>;
	};
	'/api/calendar': {
		get: Get<CalendarFeed>;
		put: Send<{ address: string }>;
		delete: Send<undefined>;
	};
	'/api/organisations/{id}/contacts': { get: Get<Contacts, Id> };
	'/api/administration/jobs': { get: Get<Jobs, never, { after?: string; limit?: number }> };
	'/api/administration/jobs/{id}/again': { put: Send<undefined, never, Id> };
	'/api/administration/jobs/{id}': { delete: Send<undefined, never, Id> };
	'/api/administration/letters': { get: Get<Letters, never, { after?: string; limit?: number }> };
	'/api/administration/letters/{id}/again': { put: Send<undefined, never, Id> };
	'/api/administration/letters/{id}': { delete: Send<undefined, never, Id> };
}

// The nouns of ballots, and the calls, as openapi.yaml names them.
import type { Get, Id, Once, Send } from './paths';
import type { Author, List, Position, Reference, SafeHtml } from './types';

export type BallotKind = 'choose' | 'score' | 'dots' | 'rank' | 'consent';

export interface BallotOption {
	id: string;
	text: string;
}

/** What somebody votes; which part is used follows from the kind. */
export interface Vote {
	options?: string[];
	scores?: Record<string, number>;
	dots?: Record<string, number>;
	ranking?: string[];
	answer?: string;
	reason?: string;
}

export interface OptionResult {
	option: string;
	voices: number;
	points: number;
	spread?: number[];
}

/** A sector, level or municipality; without `voices` nothing is told but whether somebody voted. */
export interface VoiceGroup {
	group: string;
	name?: string;
	some: boolean;
	voices?: number;
	options?: OptionResult[];
}

export interface VoteResult {
	voices: number;
	few?: boolean;
	options?: OptionResult[];
	sectors?: VoiceGroup[];
	levels?: VoiceGroup[];
	municipalities?: VoiceGroup[];
	reasons?: { answer: string; reason: string }[];
}

export interface BallotOutcome {
	by: Author;
	at: string;
	text: string;
	html: SafeHtml;
	next: string;
	next_html: SafeHtml;
	review_on?: string;
}

export interface OwnVoice {
	as?: string;
	voted: boolean;
	/** Absent in anonymous ballots. */
	vote?: Vote;
}

/** A ballot as events carry it; answers to a reader add `mine` and `may`. */
export interface BallotState {
	id: string;
	version: number;
	host: { kind: string; id: string };
	kind: BallotKind;
	title: string;
	text: string;
	html: SafeHtml;
	lang: string;
	options: BallotOption[];
	most?: number;
	voice: 'person' | 'organisation';
	hidden: boolean;
	anonymous: boolean;
	author: Author;
	at: string;
	closes_at: string;
	reminded_at?: string;
	state: 'open' | 'closed';
	closed_at?: string;
	early?: boolean;
	voices: number;
	result?: VoteResult;
	outcome?: BallotOutcome;
}

export interface Ballot extends BallotState {
	mine?: OwnVoice[];
	may?: { vote: boolean; close: boolean; conclude: boolean };
}

export interface BallotList extends List<Ballot>, Position {
	may: { start: boolean; lead: boolean };
}

export interface NewBallot {
	kind: BallotKind;
	title: string;
	text?: string;
	options?: string[];
	most?: number;
	voice?: 'person' | 'organisation';
	hidden?: boolean;
	anonymous?: boolean;
	closes_at: string;
	as?: string;
}

export interface Cast extends Vote {
	as?: string;
	secret?: string;
	was?: Vote;
}

export interface BallotPaths {
	'/api/threads/{id}/ballots': { get: Get<BallotList, Id>; post: Send<Reference, NewBallot, Id, Once> };
	'/api/ballots/{id}': { get: Get<Ballot & Position, Id> };
	'/api/ballots/{id}/vote': { put: Send<Reference, Cast, Id> };
	'/api/ballots/{id}/voices': { get: Get<List<{ by: Author; vote: Vote }>, Id, { after?: string }> };
	'/api/ballots/{id}/closure': { put: Send<Reference, never, Id> };
	'/api/ballots/{id}/outcome': {
		put: Send<Reference, { text: string; next: string; review_on?: string }, Id, { 'If-Match': string }>;
	};
}

// The nouns of workshops, and the calls, as openapi.yaml names them.
import type { BallotList, NewBallot } from './ballot';
import type { Get, Id, Once, Send } from './paths';
import type {
	Author,
	BothLanguages,
	List,
	Organisation,
	Position,
	Reference,
	SafeHtml,
	WrittenRound
} from './types';

export type WorkshopTemplateName =
	'dialogue' | 'vision_priorities' | 'mobilisation' | 'learning_review' | 'own';

export type WorkshopStateName =
	'draft' | 'invited' | 'live' | 'wrap_up' | 'minutes_draft' | 'published' | 'cancelled';

export type StepKind = 'inform' | 'write' | 'discuss' | 'cluster' | 'vote' | 'speak' | 'decide';

/** A workshop as events carry it, without its run sheet. */
export interface Workshop {
	id: string;
	/** Rises with every change of the details and every act on the stage. */
	version: number;
	/** The id of the thread whose stage it is. */
	thread: string;
	template: WorkshopTemplateName;
	title: string;
	/** Markdown. */
	purpose: string;
	purpose_html: SafeHtml;
	lang: string;
	/** Absent while it is not decided. */
	starts_at?: string;
	minutes: number;
	place?: string;
	link?: string;
	phone?: string;
	after_days: number;
	facilitators: Author[];
	/** Id of the one of them who leads now; all of them may do everything. */
	leader: string;
	round?: WrittenRound;
	stage: Stage;
}

/** Where a workshop stands. `now` is the server's clock when this was read: what is left is counted from it. */
export interface Stage {
	/** Of the workshop. */
	id: string;
	version: number;
	state: WorkshopStateName;
	/** The step that runs, or ran last. */
	step?: string;
	started_at?: string;
	paused_at?: string;
	ended_at?: string;
	open_until?: string;
	published_at?: string;
	cancelled_at?: string;
	why?: string;
	/** The steps that have begun, in the order of the run sheet. */
	ran: StepRun[];
	now: string;
}

export interface StepRun {
	step: string;
	started_at: string;
	ends_at: string;
	/** Absent while it runs. */
	left_at?: string;
	skipped?: boolean;
}

export interface Step {
	id: string;
	version: number;
	workshop: string;
	place: number;
	kind: StepKind;
	title: string;
	purpose: string;
	/** Markdown. */
	text: string;
	html: SafeHtml;
	material: string;
	minutes: number;
	/** Ids of the ballots that are held in it, the first first. */
	ballots: string[];
	removed?: boolean;
}

/** How many take part, and how many answered what. */
export interface WorkshopPeople {
	id: string;
	members: number;
	guests: number;
	phone: number;
	yes: number;
	maybe: number;
	no: number;
	instead: number;
}

export type ReplyAnswer = 'yes' | 'no' | 'maybe' | 'instead';

export interface WorkshopReply {
	answer: ReplyAnswer;
	instead?: string;
	interpreter?: string;
	access?: string;
	line?: string;
	at: string;
}

export interface WorkshopReplyOf extends WorkshopReply {
	member: Author;
}

/** How the reader takes part. */
export interface WorkshopMine {
	participant: string;
	kind: 'member' | 'guest';
	name: string;
	organisation?: string;
	organisation_name?: string;
	municipality?: string;
}

export interface WorkshopMay {
	facilitate: boolean;
	join: boolean;
	write: boolean;
}

/** Everything that somebody who comes in sees. */
export interface WorkshopAt extends Workshop, Position {
	steps: Step[];
	people: WorkshopPeople;
	reply?: WorkshopReply;
	code?: string;
	mine?: WorkshopMine;
	may: WorkshopMay;
}

export interface WorkshopTemplate {
	name: WorkshopTemplateName;
	title: BothLanguages;
	about: BothLanguages;
	steps: TemplateStep[];
}

export interface TemplateStep {
	kind: StepKind;
	minutes: number;
	title: BothLanguages;
	purpose: BothLanguages;
	text: BothLanguages;
	material: BothLanguages;
	/** What its notes become in the result, where they are no themes. */
	yields?: 'forward';
}

/** What a code opens. */
export interface WorkshopFound {
	id: string;
	title: string;
	lang: string;
	starts_at?: string;
	state: WorkshopStateName;
	/** The name of who leads it now. */
	leader?: string;
}

export interface WorkshopJoined {
	workshop: string;
	participant: string;
	member: string;
	/** A guest was made, and is signed in. */
	guest: boolean;
}

/** Somebody who takes part, for those who facilitate. */
export interface Participant {
	id: string;
	kind: 'member' | 'guest' | 'phone';
	name: string;
	organisation?: Organisation;
	organisation_name?: string;
	/** They had its leave to speak for it; otherwise they say so themselves. */
	confirmed?: boolean;
	municipality?: string;
	joined_at: string;
	left_at?: string;
}

/** A sector, a level or a municipality; without `organisations` nothing is told but that somebody is there. */
export interface WorkshopCell {
	key: string;
	organisations?: number;
}

export interface Invited {
	kind: 'member' | 'organisation';
	id: string;
	name: string;
}

/** Who is invited, and who of those whom it reaches has answered (ids of members). */
export interface InvitedTo extends Invited {
	answered: string[];
}

/** A workshop in a list. */
export interface WorkshopListed extends Workshop {
	/** Slug; absent for those who are invited and do not read the area. */
	area?: string;
	thread_title?: string;
	/** The reader's own reply. */
	answer?: ReplyAnswer;
}

export interface WorkshopCoverage {
	organisations: number;
	unlisted: number;
	sectors: WorkshopCell[];
	levels: WorkshopCell[];
	municipalities: WorkshopCell[];
	missing?: Invited[];
}

/** For whom somebody takes part. */
export interface Taking {
	organisation?: string;
	organisation_name?: string;
	municipality?: string;
}

export interface NewWorkshop {
	thread?: string;
	area?: string;
	text?: string;
	sub_area?: string;
	municipality?: string;
	tags?: string[];
	template: WorkshopTemplateName;
	title: string;
	purpose?: string;
	lang?: string;
	starts_at?: string;
	minutes?: number;
	place?: string;
	link?: string;
	phone?: string;
	after_days?: number;
}

export type WorkshopDetails = Partial<
	Pick<NewWorkshop, 'title' | 'purpose' | 'starts_at' | 'minutes' | 'place' | 'link' | 'phone' | 'after_days'>
>;

/** A step as it is planned; `after` is the step that it shall follow, empty to be the first. */
export interface Plot {
	kind?: StepKind;
	title?: string;
	purpose?: string;
	text?: string;
	material?: string;
	minutes?: number;
	after?: string;
}

export type StageDo =
	| 'invite'
	| 'start'
	| 'next'
	| 'back'
	| 'skip'
	| 'extend'
	| 'pause'
	| 'resume'
	| 'wrap_up'
	| 'end'
	| 'publish'
	| 'cancel';

export interface StageAct {
	do: StageDo;
	/** extend: how many more, or fewer. */
	minutes?: number;
	/** cancel. */
	why?: string;
}

type Versioned = { 'If-Match': string };
type OfStep = Id & { step: string };
type OfMember = Id & { member: string };
type OfInvited = Id & { kind: Invited['kind']; target: string };

export interface WorkshopPaths {
	'/api/workshop-templates': { get: Get<List<WorkshopTemplate>> };
	'/api/workshops': {
		get: Get<
			List<WorkshopListed>,
			never,
			{ area?: string; when?: 'upcoming' | 'past' | 'asked'; after?: string; limit?: number }
		>;
		post: Send<Reference, NewWorkshop, never, Once>;
	};
	'/api/workshops/lookup': { post: Send<WorkshopFound, { code: string }> };
	'/api/workshops/join': {
		post: Send<WorkshopJoined, { code: string; name?: string; lang?: string } & Taking>;
	};
	'/api/workshops/{id}': {
		get: Get<WorkshopAt, Id>;
		patch: Send<Reference, WorkshopDetails, Id, Versioned>;
	};
	'/api/workshops/{id}/stage': { put: Send<Reference, StageAct, Id, Versioned> };
	'/api/workshops/{id}/steps': { post: Send<Reference, Plot, Id, Once> };
	'/api/workshops/{id}/steps/{step}': {
		patch: Send<Reference, Plot, OfStep, Versioned>;
		delete: Send<Reference, never, OfStep, Partial<Versioned>>;
	};
	'/api/workshops/{id}/steps/{step}/ballots/{ballot}': {
		put: Send<Reference, never, OfStep & { ballot: string }>;
	};
	'/api/workshops/{id}/ballots': { get: Get<BallotList, Id>; post: Send<Reference, NewBallot, Id, Once> };
	'/api/workshops/{id}/facilitators/{member}': {
		put: Send<Reference, never, OfMember>;
		delete: Send<Reference, never, OfMember>;
	};
	'/api/workshops/{id}/leader': { put: Send<Reference, { member: string }, Id> };
	'/api/workshops/{id}/code': { put: Send<Reference, { open: boolean }, Id> };
	'/api/workshops/{id}/participation': {
		put: Send<Reference, Taking, Id>;
		delete: Send<Reference, never, Id>;
	};
	'/api/workshops/{id}/participants': {
		get: Get<List<Participant>, Id>;
		post: Send<Reference, { name: string } & Taking, Id, Once>;
	};
	'/api/workshops/{id}/participants/{participant}': {
		delete: Send<Reference, never, Id & { participant: string }>;
	};
	'/api/workshops/{id}/coverage': { get: Get<WorkshopCoverage, Id> };
	'/api/workshops/{id}/replies': { get: Get<List<WorkshopReplyOf>, Id> };
	'/api/workshops/{id}/reply': { put: Send<Reference, Omit<WorkshopReply, 'at'>, Id> };
	'/api/workshops/{id}/invitations': { get: Get<List<InvitedTo>, Id> };
	'/api/workshops/{id}/invitations/{kind}/{target}': {
		put: Send<Reference, never, OfInvited>;
		delete: Send<Reference, never, OfInvited>;
	};
	'/api/workshops/{id}/round': { put: Send<Reference, { open_until: string; proof_until: string }, Id> };
	'/api/workshops/{id}/round/lock': { put: Send<Reference, { case_number: string }, Id> };
}

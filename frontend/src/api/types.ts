// The nouns of the HTTP API, as openapi.yaml names them.

export type Lang = 'sv' | 'en';
export type Sector = 'business' | 'public' | 'academia' | 'civil_society';
export type Level = 'local' | 'regional' | 'national' | 'eu';
export type OrganisationKind =
	| 'municipality'
	| 'region'
	| 'state_authority'
	| 'university'
	| 'research_institute'
	| 'company'
	| 'business_association'
	| 'cluster'
	| 'association'
	| 'union'
	| 'leader_area'
	| 'foundation'
	| 'sameby'
	| 'sami_parliament'
	| 'sami_organisation'
	| 'eu_body'
	| 'programme';
export type Role = 'administrator' | 'moderator' | 'facilitator';
export type Hue = 'energy' | 'land' | 'experience' | 'digital' | 'plain';

/** HTML that the server has made safe: the only kind that ui/Html.svelte, and nothing else, renders. */
export type SafeHtml = string;

/** Words that the data itself holds in both languages. */
export type BothLanguages = Record<Lang, string>;

export interface List<Item> {
	items: Item[];
	before: string | null;
	after: string | null;
}

/** Where a state stands in the log of its topic. */
export interface Position {
	topic: string;
	seq: number;
	epoch: string;
}

/** What a write answers: which thing, which version, and its event. */
export interface Reference extends Position {
	id: string;
	version: number;
	at: string;
}

export interface Place {
	/** Four digits. */
	code: string;
	name: string;
}

export interface Municipality extends Place {
	names: { lang: string; name: string; source: string }[];
	population: number;
	land_km2: number;
	lat: number;
	lon: number;
	sami_administrative: boolean;
	/** Where the figures come from. */
	source: string;
}

export interface AuthorOrganisation {
	id: string;
	name: string;
	kind: OrganisationKind;
	/** Absent for rights-holders, such as a sameby. */
	sector?: Sector;
	level: Level;
	/** Its four-digit code. */
	municipality?: string;
	municipality_name?: string;
}

export interface Organisation extends AuthorOrganisation {
	website?: string;
	demo: boolean;
}

export interface Author {
	id: string;
	name: string;
	/** The account was closed; the name says so. */
	closed?: boolean;
	organisation?: AuthorOrganisation;
}

export interface Site {
	name: string;
	url: string;
	demo: boolean;
	registration: 'open' | 'approval' | 'invite';
	/** Who runs this place, and how to reach them. */
	operator?: string;
	contact?: string;
	version: string;
	/** Another party that one may sign in with. */
	oidc?: { name: string };
	/** Whether the site's address allows passkeys. */
	passkeys: boolean;
	/** Whether a machine can translate posts. */
	translation: boolean;
}

export interface Member {
	id: string;
	name: string;
	email: string;
	/** Whether the email address was confirmed. */
	confirmed: boolean;
	/** Whether the member has a password; who came through another party may have none. */
	password: boolean;
	lang: Lang;
	/** By its IANA name. */
	time_zone: string;
	/** Whether others see the name while this member is reading. */
	shown: boolean;
	roles: { role: Role; area?: string }[];
	/** Those that this member may speak for. */
	organisations: Organisation[];
	/** Slugs of the areas that this member follows. */
	areas: string[];
	/** Ids of the workshops that this guest joined with a code; a guest has no address and can do nothing else. */
	guest?: string[];
}

export interface SignedIn {
	member: Member;
	expires_at?: string;
	/** The page that was asked for together with a link. */
	next?: string;
}

export interface Registration {
	email: string;
	name: string;
	password: string;
	lang?: Lang;
	invitation?: string;
	/** One of the directory, or one that is not there yet. */
	organisation?: { id: string } | ProposedOrganisation;
}

/** An organisation that somebody would like to have in the directory. */
export interface ProposedOrganisation {
	name: string;
	kind: OrganisationKind;
	sector?: Sector;
	level: Level;
	municipality?: string;
}

export type RegistrationStatus = 'active' | 'awaits_confirmation' | 'awaits_approval';

/** What an invitation leads to, as whoever follows its link sees it. */
export interface InvitationLink {
	area: { slug: string; name: BothLanguages };
	by: { name: string };
	note: string;
	expires_at: string;
	/** Whoever has no account may make one with this invitation. */
	registration_open: boolean;
}

export interface Passkey {
	id: string;
	name: string;
	/** The device keeps copies elsewhere. */
	backed_up: boolean;
	created_at: string;
	used_at?: string;
}

/** How another party knows the member. */
export interface Connection {
	id: string;
	issuer: string;
	email: string;
	connected_at: string;
	used_at?: string;
}

/** A sign-in with another party that waits for consent. */
export interface WaitingConnection {
	email: string;
	name: string;
	/** An account has the address: connect to it, else register. */
	known: boolean;
	provider: string;
	next: string;
}

export interface SessionEntry {
	id: string;
	device: string;
	created_at: string;
	seen_at: string;
	current: boolean;
}

export interface TokenEntry {
	id: string;
	name: string;
	scope: 'read' | 'write';
	created_at: string;
	expires_at: string;
	used_at?: string;
}

export interface Representation {
	id: string;
	organisation: Organisation;
	/** Offered: a colleague asked, and the member has not answered. */
	status: 'awaits_confirmation' | 'offered' | 'confirmed';
	requested_at: string;
	confirmed_at?: string;
	/** The colleague who asks the member to take over. */
	offered_by?: { id: string; name: string };
}

export interface SubArea {
	slug: string;
	name: BothLanguages;
	illustrative: boolean;
	valid_from: string;
	valid_to?: string;
}

export interface Area {
	slug: string;
	name: BothLanguages;
	about: BothLanguages;
	/** What is asked of people now. */
	asked: BothLanguages;
	hue: Hue;
	private: boolean;
	position: number;
	valid_from: string;
	valid_to?: string;
	sub_areas: SubArea[];
	threads: number;
	joined: boolean;
	may: { write: boolean; facilitate: boolean };
}

export interface Closure {
	by: { id: string; name: string };
	at: string;
	text: string;
	html: SafeHtml;
	/** Its three parts; absent where the conclusion was written as one text. */
	agreed?: string;
	agreed_html?: SafeHtml;
	differ?: string;
	differ_html?: SafeHtml;
	ahead?: string;
	ahead_html?: SafeHtml;
}

export type ThreadKind = 'discussion' | 'question' | 'proposal' | 'announcement';

/** A post that stands out in its thread. */
export interface Mark {
	post: string;
	number: number;
	kind: 'official' | 'answer';
	/** Of the post. */
	author: Author;
	by: { id: string; name: string };
	at: string;
}

/** An organisation or a person was asked for an answer. */
export interface Asking {
	id: string;
	organisation?: Author['organisation'];
	member?: { id: string; name: string };
	question?: string;
	/** The day by which an answer is wished. */
	wished?: string;
	by: { id: string; name: string };
	at: string;
	state: 'waiting' | 'answered' | 'declined' | 'withdrawn';
	/** The id of the answer. */
	post?: string;
	/** Why there will be none. */
	declined?: string;
}

/** What is asked of the member or of those that they speak for. */
export interface Asked extends Asking {
	thread: NamedThread;
	area: string;
}

export interface NamedThread {
	id: string;
	title: string;
	lang: string;
}

/** What a facilitator did, and why. */
export interface Act {
	id: string;
	kind: string;
	at: string;
	by: { id: string; name: string };
	why: string;
	thread: NamedThread;
	/** The other thread of a move, if one may read it. */
	other?: NamedThread;
	posts?: number;
	minutes?: number;
	/** The title before it was reworded, for a few. */
	before?: string;
}

/** A thread as events carry it; answers to a reader add `may`. */
export interface ThreadState {
	id: string;
	area: string;
	title: string;
	lang: string;
	sub_area?: string;
	municipality?: string;
	municipality_name?: string;
	tags: string[];
	author: Author;
	at: string;
	last_activity_at: string;
	posts: number;
	version: number;
	state: 'open' | 'closed';
	/** Stands first in its area's list. */
	pinned?: boolean;
	kind: ThreadKind;
	/** The last day, as an ISO date. */
	deadline?: string;
	/** Slow mode: the minutes between two posts of one person. */
	slow_minutes?: number;
	/** It was merged into another: which, if one may read that. */
	moved?: boolean;
	moved_to?: string;
	marks: Mark[];
	asks: Asking[];
	/** What is held as stages of the thread, the first first. */
	stages?: ThreadStage[];
	closure?: Closure;
}

/** A workshop that is a stage of a thread. */
export interface ThreadStage {
	kind: 'workshop';
	id: string;
	title: string;
	state: 'invited' | 'live' | 'wrap_up' | 'minutes_draft' | 'published' | 'cancelled';
	starts_at?: string;
	round?: WrittenRound;
}

/** When what may be written in a thread: everything, then answers, then nothing. */
export interface WrittenRound {
	open_until: string;
	proof_until: string;
	locked_at?: string;
	case_number?: string;
}

export interface Thread extends ThreadState {
	may: { write: boolean; close: boolean; edit: boolean; lead: boolean; write_at?: string };
	/** The reader's own; absent for visitors. */
	reading?: Reading;
}

/** How much of a thread or an area somebody wants to be told. */
export type Attention = 'follow' | 'normal' | 'muted';

/** A level, and when it ends by itself. */
export interface Choice {
	level: Attention;
	until?: string;
}

/** How far the reader has read in a thread. */
export interface Reading extends Choice {
	unread: number;
	/** The number of the first post that is new to them. */
	first?: number;
}

/** How much is unread in an area, without what is muted. */
export interface AreaReading extends Choice {
	slug: string;
	unread: number;
}

export interface Unread {
	total: number;
	areas: AreaReading[];
	/** To hand back when what was there then is marked as read. */
	at: string;
}

export interface InboxArea extends AreaReading {
	/** How many threads have something unread. */
	threads: number;
	items: Thread[];
	after: string | null;
}

export interface Inbox {
	total: number;
	areas: InboxArea[];
	at: string;
}

/** Something that is asked of the reader. */
export interface Ask {
	kind: string;
	id: string;
	href: string;
	title: string;
	lang?: string;
	by?: string;
	at: string;
	before?: string;
}

export interface Reply extends PostState, Partial<Pick<Post, 'may' | 'unread' | 'mine'>> {
	title: string;
	thread_lang: string;
}

export interface SincePart<Item> {
	total: number;
	items: Item[];
}

/** What happened since the reader was here last. */
export interface Since {
	since: string;
	at: string;
	decided: SincePart<Thread>;
	asked: SincePart<Ask>;
	replies: SincePart<Reply>;
	fresh: SincePart<Thread>;
	unread: number;
}

export interface PostState {
	id: string;
	version: number;
	thread: string;
	number: number;
	author: Author;
	text: string;
	html: SafeHtml;
	lang: string;
	at: string;
	edited_at?: string;
	withdrawn?: boolean;
	hidden?: boolean;
	/** In events: it lies in another thread by now. */
	moved?: boolean;
	/** The id of the post that this one answers. */
	reply_to?: string;
	versions: number;
	reactions: ReactionCount[];
	attachments?: Attachment[];
}

/** A file as the server keeps it. */
export interface StoredFile {
	id: string;
	name: string;
	/** Media type. */
	type: string;
	/** Bytes. */
	size: number;
	/** Pixels; images only. */
	width?: number;
	height?: number;
	/** An image that moves; its preview stands still. */
	moving?: boolean;
	url: string;
	/** A smaller image, where there is one. */
	preview?: { url: string; width: number; height: number };
}

/** A file that a post shows. */
export interface Attachment extends StoredFile {
	alt?: string;
	decorative?: boolean;
}

export type ReactionKind = 'support' | 'thanks' | 'wonder';

/** How many reacted in one way: each organisation once, and those who did as themselves. */
export interface ReactionCount {
	kind: ReactionKind;
	organisations: number;
	persons: number;
}

/** Who reacted, and how. */
export interface Reaction {
	kind: ReactionKind;
	by: Author;
	at: string;
}

export interface Post extends PostState {
	may: { edit: boolean; withdraw: boolean; language: boolean; react: boolean };
	/** New to the reader; absent for visitors, and where it came as an event. */
	unread?: boolean;
	/** The reader's own reactions. */
	mine?: ReactionKind[];
}

/** What one device holds of a draft. */
export interface DraftCopy {
	text: string;
	fields: Record<string, string>;
	at: string;
}

/** A draft as the server keeps it. */
export interface KeptDraft extends DraftCopy {
	/** Such as `thread:0190…`, `area:upplevelser` or `post:0190…`. */
	place: string;
	version: number;
	/** What another device held, until the writer chooses. */
	other?: DraftCopy;
	/** Of the place, in lists. */
	title?: string;
	area?: string;
	lang?: string;
	/** Of the page on which one goes on writing; absent where one may not. */
	path?: string;
}

/** Whom one can mention. */
export interface Mentionable {
	people: Author[];
	organisations: Organisation[];
}

export interface PostVersion {
	version: number;
	at: string;
	/** What it showed then, for those who may read the words. */
	attachments?: Attachment[];
	text?: string;
	html?: SafeHtml;
}

/** What a machine made of a text. */
export interface Translation {
	lang: string;
	from: string;
	/** Of the original. */
	version: number;
	title?: string;
	html: SafeHtml;
}

export interface DemoAccount {
	email: string;
	password: string;
	name: string;
	role: string;
	organisation?: string;
}

export interface DemoMail {
	id: string;
	to: string;
	subject: string;
	text: string;
	at: string;
}

/** Somebody with the address that only those who decide see. */
export interface Addressed {
	id: string;
	name: string;
	email: string;
}

/** How much waits for the administrators. */
export interface Counts {
	waiting: number;
	representations: number;
	organisations: number;
}

export type CitizenState = 'waiting' | 'active' | 'suspended';

/** A member as administrators see them. */
export interface Citizen extends Addressed {
	confirmed: boolean;
	created_at: string;
	state: CitizenState;
	roles: GivenRole[];
	/** Those that this member may speak for. */
	organisations: Organisation[];
}

/** A role that can be taken again by its id. */
export interface GivenRole {
	id: string;
	role: Role;
	area?: string;
}

/** Somebody asks to speak for an organisation. */
export interface RepresentationRequest {
	id: string;
	member: Addressed;
	organisation: Organisation;
	/** The organisation waits itself, and is confirmed with the request. */
	proposed: boolean;
	requested_at: string;
}

/** An organisation that somebody proposed, and those of the directory that it may be. */
export interface Proposal extends Organisation {
	proposer?: Addressed;
	proposed_at: string;
	similar: Organisation[];
}

/** What administrators may change while the site is open. */
export interface Settings {
	registration: Site['registration'];
	operator: string;
	contact: string;
}

/** An entry of the audit log. */
export interface Noted {
	seq: number;
	at: string;
	/** Absent: nobody in particular. Without an id: a program. */
	who?: { id?: string; name: string };
	/** Such as `member.suspended`, or `role.given.facilitator:energi`. */
	what: string;
	about?: { kind: string; id: string; name?: string };
	why: string;
	hash: string;
}

/** An area as an administrator writes it. */
export interface AreaDraft {
	slug: string;
	name: BothLanguages;
	about: BothLanguages;
	asked: BothLanguages;
	hue: Hue;
	private: boolean;
	valid_from: string;
	/** Empty: no end. */
	valid_to: string;
	/** For the log. */
	reason?: string;
}

/** A member of an area. */
export interface Belonging {
	id: string;
	name: string;
	facilitator: boolean;
	/** Absent for a facilitator who has not joined. */
	joined_at?: string;
}

/** An invitation as those who lead the area see it, without its link. */
export interface Invitation {
	id: string;
	note: string;
	uses: number;
	used: number;
	created_at: string;
	expires_at: string;
	ended: boolean;
	by: Author;
}

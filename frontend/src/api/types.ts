// The nouns of the HTTP API, as http-contract.md names them.

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
	organisation?: AuthorOrganisation;
}

export interface Site {
	name: string;
	url: string;
	demo: boolean;
	registration: 'open' | 'approval' | 'invite';
	version: string;
}

export interface Member {
	id: string;
	name: string;
	email: string;
	/** Whether the email address was confirmed. */
	confirmed: boolean;
	lang: Lang;
	/** Whether others see the name while this member is reading. */
	shown: boolean;
	roles: { role: Role; area?: string }[];
	/** Those that this member may speak for. */
	organisations: Organisation[];
	/** Slugs of the areas that this member follows. */
	areas: string[];
}

export interface SignedIn {
	member: Member;
	expires_at: string;
}

export interface Registration {
	email: string;
	name: string;
	password: string;
	lang?: Lang;
	invitation?: string;
	organisation?: { id: string };
}

export type RegistrationStatus = 'active' | 'awaits_confirmation' | 'awaits_approval';

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
	status: 'awaits_confirmation' | 'confirmed';
	requested_at: string;
	confirmed_at?: string;
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
	closure?: Closure;
}

export interface Thread extends ThreadState {
	may: { write: boolean; close: boolean; edit: boolean };
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
	/** The id of the post that this one answers. */
	reply_to?: string;
	versions: number;
}

export interface Post extends PostState {
	may: { edit: boolean; withdraw: boolean };
}

export interface PostVersion {
	version: number;
	at: string;
	text?: string;
	html?: SafeHtml;
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

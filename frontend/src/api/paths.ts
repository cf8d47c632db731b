// The calls of the HTTP API, in the shape that openapi-fetch reads.
import type {
	Act,
	Area,
	AreaDraft,
	Asked,
	Belonging,
	Choice,
	Citizen,
	CitizenState,
	Counts,
	DemoAccount,
	DemoMail,
	Inbox,
	Invitation,
	KeptDraft,
	List,
	Mark,
	DraftCopy,
	Mentionable,
	Municipality,
	Noted,
	Organisation,
	Position,
	Post,
	PostVersion,
	Proposal,
	ProposedOrganisation,
	Reading,
	Reaction,
	ReactionKind,
	Reference,
	Representation,
	RepresentationRequest,
	Role,
	SessionEntry,
	Settings,
	SignedIn,
	Since,
	StoredFile,
	Site,
	SubArea,
	Thread,
	TokenEntry,
	Translation,
	Unread
} from './types';
import type { BallotPaths } from './ballot';
import type { DoorPaths } from './doorPaths';
import type { FloorPaths } from './floor';
import type { NoticePaths } from './notice';
import type { ProblemBody } from './problem';
import type { ResultPaths } from './result';
import type { WallPaths } from './wall';
import type { WorkshopPaths } from './workshop';

type None = Record<string, never>;

type Part<Name extends string, Value> = [Value] extends [never]
	? { [Key in Name]?: never }
	: { [Key in Name]: Value };

type Call<Answer, Path = never, Query = never, Body = never, Header = never> = {
	parameters: Part<'path', Path> & Part<'header', Header> & { query?: Query; cookie?: never };
	responses: {
		200: { headers: None; content: { 'application/json': Answer } };
		default: { headers: None; content: { 'application/problem+json': ProblemBody } };
	};
} & Part<'requestBody', [Body] extends [never] ? never : { content: { 'application/json': Body } }>;

export type Get<Answer, Path = never, Query = never> = Call<Answer, Path, Query>;
export type Send<Answer, Body = never, Path = never, Header = never> = Call<
	Answer,
	Path,
	never,
	Body,
	Header
>;

export type Once = { 'Idempotency-Key': string };
type Versioned = { 'If-Match': string };
export type Id = { id: string };
/** Posts of a thread by their numbers, both included. */
export type Run = { from: number; to: number };
type Why = { reason: string };
export type Slug = { slug: string };
export type ThreadFilter = { kind?: string; tag?: string; sub_area?: string; state?: string };
type LogPaging = { after?: string; limit?: number };
export type Paging = { limit?: number; before?: string; after?: string };

export interface paths
	extends DoorPaths, BallotPaths, FloorPaths, NoticePaths, ResultPaths, WallPaths, WorkshopPaths {
	'/api/site': { get: Get<Site> };
	'/api/session': {
		get: Get<SignedIn>;
		post: Send<SignedIn, { email: string; password: string }>;
		delete: Send<undefined>;
	};
	'/api/sessions': { get: Get<List<SessionEntry>>; delete: Send<undefined> };
	'/api/sessions/{id}': { delete: Send<undefined, never, Id> };
	'/api/tokens': {
		get: Get<List<TokenEntry>>;
		post: Send<
			{ id: string; token: string },
			{ name: string; scope?: 'read' | 'write'; expires_in_days?: number }
		>;
	};
	'/api/tokens/{id}': { delete: Send<undefined, never, Id> };
	'/api/municipalities': { get: Get<List<Municipality>> };
	'/api/organisations': {
		get: Get<
			List<Organisation>,
			never,
			Paging & { q?: string; sector?: string; level?: string; municipality?: string; kind?: string }
		>;
	};
	'/api/organisations/{id}': { get: Get<Organisation, Id> };
	'/api/representations': {
		get: Get<List<Representation>>;
		post: Send<Representation, { organisation: string } | { proposal: ProposedOrganisation }>;
	};
	'/api/representations/{id}/acceptance': { put: Send<undefined, never, Id> };
	'/api/representations/{id}/handover': {
		post: Send<Representation, { email: string; leave?: boolean }, Id>;
	};
	'/api/representations/{id}': { delete: Send<undefined, never, Id> };
	'/api/areas': { get: Get<List<Area>> };
	'/api/areas/{slug}': { get: Get<Area & Position, Slug> };
	'/api/areas/{slug}/membership': {
		put: Send<undefined, never, Slug>;
		delete: Send<undefined, never, Slug>;
	};
	'/api/areas/{slug}/threads': {
		get: Get<List<Thread> & Position, Slug, Paging & ThreadFilter>;
		post: Send<
			Reference,
			{
				title: string;
				text: string;
				lang?: string;
				sub_area?: string;
				municipality?: string;
				tags?: string[];
				as?: string;
				kind?: string;
				deadline?: string;
				draft?: number;
			},
			Slug,
			Once
		>;
	};
	'/api/threads/{id}': {
		get: Get<Thread & Position & { marks: Mark[] }, Id>;
		patch: Send<
			Reference,
			{
				title?: string;
				lang?: string;
				sub_area?: string;
				municipality?: string;
				tags?: string[];
				kind?: string;
				deadline?: string;
				reason?: string;
			},
			Id,
			Versioned
		>;
	};
	'/api/threads/{id}/closure': {
		put: Send<Reference, { text?: string; agreed?: string; differ?: string; ahead?: string }, Id>;
		delete: Send<Reference, Why | undefined, Id>;
	};
	'/api/threads/{id}/pin': {
		put: Send<Reference, Why | undefined, Id>;
		delete: Send<Reference, Why | undefined, Id>;
	};
	'/api/threads/{id}/slow': { put: Send<Reference, { minutes: number; reason?: string }, Id> };
	'/api/threads/{id}/moves': {
		post: Send<
			Reference,
			Why & {
				posts?: string[];
				to?: string;
				new?: { area?: string; sub_area?: string; title: string; kind?: string; tags?: string[] };
			},
			Id,
			Once & Versioned
		>;
	};
	'/api/threads/{id}/asks': {
		post: Send<
			Reference,
			{ organisation?: string; member?: string; question?: string; wished?: string },
			Id,
			Once
		>;
	};
	'/api/threads/{id}/log': { get: Get<List<Act>, Id, LogPaging> };
	'/api/areas/{slug}/log': { get: Get<List<Act>, Slug, LogPaging> };
	'/api/asks': { get: Get<List<Asked>> };
	'/api/asks/{id}': { delete: Send<Reference, never, Id> };
	'/api/asks/{id}/refusal': { put: Send<Reference, Why, Id> };
	'/api/posts/{id}/marks/{kind}': {
		put: Send<Reference, never, Id & { kind: string }>;
		delete: Send<Reference, never, Id & { kind: string }>;
	};
	'/api/threads/{id}/posts': {
		get: Get<List<Post> & Position, Id, Paging & { around?: string }>;
		post: Send<
			Reference,
			{ text: string; reply_to?: string; as?: string; lang?: string; draft?: number },
			Id,
			Once
		>;
	};
	'/api/posts/{id}': {
		get: Get<Post, Id>;
		patch: Send<Reference, { text: string; attachments?: object[] }, Id, Versioned>;
		delete: Send<Reference, never, Id>;
	};
	'/api/posts/{id}/translation': { get: Get<Translation, Id, { to: string }> };
	'/api/threads/{id}/translation': { get: Get<Translation, Id, { to: string }> };
	'/api/posts/{id}/language': { put: Send<Reference, { lang: string }, Id> };
	'/api/posts/{id}/versions': { get: Get<List<PostVersion>, Id> };
	'/api/threads/{id}/reading': { put: Send<Reading, { seen?: Run[]; unread_from?: number }, Id> };
	'/api/threads/{id}/following': { put: Send<Reading, Choice, Id> };
	'/api/areas/{slug}/reading': { put: Send<undefined, { until?: string }, Slug> };
	'/api/areas/{slug}/following': { put: Send<undefined, Choice, Slug> };
	'/api/reading': { put: Send<undefined, { until?: string }> };
	'/api/visit': { put: Send<{ since: string }> };
	'/api/since': { get: Get<Since, never, { limit?: number }> };
	'/api/unread': { get: Get<Unread> };
	'/api/inbox': { get: Get<Inbox, never, { area?: string; after?: string; limit?: number }> };
	'/api/inbox/next': { get: Get<{ thread?: Thread }, never, { after?: string; followed?: boolean }> };
	'/api/posts/{id}/reactions': { get: Get<List<Reaction>, Id> };
	'/api/posts/{id}/reactions/{kind}': {
		put: Send<Reference, { as?: string }, Id & { kind: ReactionKind }>;
		delete: Send<Reference, never, Id & { kind: ReactionKind }>;
	};
	'/api/threads/{id}/mentionable': { get: Get<Mentionable, Id, { q?: string }> };
	'/api/areas/{slug}/mentionable': { get: Get<Mentionable, Slug, { q?: string }> };
	'/api/drafts': { get: Get<List<KeptDraft>, never, { place?: string }> };
	'/api/drafts/{place}': {
		get: Get<KeptDraft, { place: string }>;
		put: Send<
			KeptDraft,
			{ text: string; fields?: Record<string, string>; other?: DraftCopy },
			{ place: string },
			Partial<Versioned>
		>;
		delete: Send<undefined, never, { place: string }, Partial<Versioned>>;
	};
	'/api/files': { get: Get<List<StoredFile>> };
	'/api/files/{id}': { delete: Send<undefined, never, Id> };
	'/api/accessibility-reports': {
		post: Send<{ id: string }, { text: string; page?: string; email?: string }>;
	};
	'/api/demo/accounts': { get: Get<List<DemoAccount>> };
	'/api/demo/mails': { get: Get<List<DemoMail>> };
	'/api/administration': { get: Get<Counts> };
	'/api/administration/members': {
		get: Get<List<Citizen>, never, Paging & { q?: string; state?: CitizenState; role?: Role | 'any' }>;
	};
	'/api/administration/members/{id}/approval': {
		put: Send<undefined, Partial<Why>, Id>;
		delete: Send<undefined, Why, Id>;
	};
	'/api/administration/members/{id}/suspension': {
		put: Send<undefined, Why, Id>;
		delete: Send<undefined, Why, Id>;
	};
	'/api/administration/members/{id}/roles': {
		post: Send<{ id: string }, Why & { role: Role; area?: string }, Id>;
	};
	'/api/administration/roles/{id}': { delete: Send<undefined, Why, Id> };
	'/api/administration/organisations': { get: Get<List<Proposal>> };
	'/api/administration/organisations/{id}/confirmation': {
		put: Send<undefined, Partial<Why>, Id>;
		delete: Send<undefined, Why, Id>;
	};
	'/api/administration/organisations/{id}/merge': { post: Send<undefined, Why & { into: string }, Id> };
	'/api/administration/areas': { get: Get<List<Area>>; post: Send<{ slug: string }, AreaDraft> };
	'/api/administration/areas/{slug}': {
		patch: Send<Area, Partial<Omit<AreaDraft, 'slug'> & { position: number }>, Slug>;
	};
	'/api/administration/areas/{slug}/sub-areas/{sub}': {
		put: Send<undefined, Omit<SubArea, 'slug'> & Partial<Why>, Slug & { sub: string }>;
	};
	'/api/administration/settings': { get: Get<Settings>; patch: Send<Settings, Why & Partial<Settings>> };
	'/api/administration/mail-test': { post: Send<undefined> };
	'/api/administration/audit': { get: Get<List<Noted>, never, { before?: string; limit?: number }> };
	'/api/representations/waiting': { get: Get<List<RepresentationRequest>, never, { all?: boolean }> };
	'/api/representations/{id}/confirmation': {
		put: Send<undefined, Partial<Why>, Id>;
		delete: Send<undefined, Why, Id>;
	};
	'/api/areas/{slug}/members': { get: Get<List<Belonging>, Slug> };
	'/api/areas/{slug}/members/{member}': {
		put: Send<undefined, never, Slug & { member: string }>;
		delete: Send<undefined, Partial<Why>, Slug & { member: string }>;
	};
	'/api/areas/{slug}/invitations': {
		get: Get<List<Invitation>, Slug>;
		post: Send<
			{ id: string; link: string; expires_at: string },
			{ uses?: number; days?: number; note?: string },
			Slug
		>;
	};
	'/api/invitations/{id}': { delete: Send<undefined, Partial<Why>, Id> };
}

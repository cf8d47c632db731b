// The calls of the HTTP API, in the shape that openapi-fetch reads.
import type {
	Area,
	DemoAccount,
	DemoMail,
	Lang,
	List,
	Member,
	Municipality,
	Organisation,
	Position,
	Post,
	PostVersion,
	Reference,
	Registration,
	RegistrationStatus,
	Representation,
	SessionEntry,
	SignedIn,
	Site,
	Thread,
	TokenEntry
} from './types';
import type { ProblemBody } from './problem';

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

type Get<Answer, Path = never, Query = never> = Call<Answer, Path, Query>;
type Send<Answer, Body = never, Path = never, Header = never> = Call<Answer, Path, never, Body, Header>;

type Once = { 'Idempotency-Key': string };
type Versioned = { 'If-Match': string };
type Id = { id: string };
type Slug = { slug: string };
type Paging = { limit?: number; before?: string; after?: string };

export interface paths {
	'/api/site': { get: Get<Site> };
	'/api/session': {
		get: Get<SignedIn>;
		post: Send<SignedIn, { email: string; password: string }>;
		delete: Send<undefined>;
	};
	'/api/sessions': { get: Get<List<SessionEntry>>; delete: Send<undefined> };
	'/api/sessions/{id}': { delete: Send<undefined, never, Id> };
	'/api/registrations': { post: Send<{ status: RegistrationStatus }, Registration> };
	'/api/confirmations': { post: Send<undefined, { token: string }> };
	'/api/member': { patch: Send<Member, { name?: string; lang?: Lang; shown?: boolean }> };
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
		post: Send<Representation, { organisation: string }>;
	};
	'/api/representations/{id}': { delete: Send<undefined, never, Id> };
	'/api/areas': { get: Get<List<Area>> };
	'/api/areas/{slug}': { get: Get<Area & Position, Slug> };
	'/api/areas/{slug}/membership': {
		put: Send<undefined, never, Slug>;
		delete: Send<undefined, never, Slug>;
	};
	'/api/areas/{slug}/threads': {
		get: Get<List<Thread> & Position, Slug, Paging>;
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
			},
			Slug,
			Once
		>;
	};
	'/api/threads/{id}': {
		get: Get<Thread & Position, Id>;
		patch: Send<
			Reference,
			{ title?: string; sub_area?: string; municipality?: string; tags?: string[] },
			Id,
			Versioned
		>;
	};
	'/api/threads/{id}/closure': {
		put: Send<Reference, { text: string }, Id>;
		delete: Send<Reference, never, Id>;
	};
	'/api/threads/{id}/posts': {
		get: Get<List<Post> & Position, Id, Paging & { around?: string }>;
		post: Send<Reference, { text: string; reply_to?: string; as?: string; lang?: string }, Id, Once>;
	};
	'/api/posts/{id}': {
		get: Get<Post, Id>;
		patch: Send<Reference, { text: string }, Id, Versioned>;
		delete: Send<Reference, never, Id>;
	};
	'/api/posts/{id}/versions': { get: Get<List<PostVersion>, Id> };
	'/api/accessibility-reports': {
		post: Send<{ id: string }, { text: string; page?: string; email?: string }>;
	};
	'/api/demo/accounts': { get: Get<List<DemoAccount>> };
	'/api/demo/mails': { get: Get<List<DemoMail>> };
}

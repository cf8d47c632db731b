/** Every code that the API answers with, as the contract lists them. */
export const problemCodes = [
	'credentials_wrong',
	'session_missing',
	'token_unknown',
	'scope_insufficient',
	'origin_refused',
	'idempotency_key_missing',
	'idempotency_key_invalid',
	'idempotency_key_reused',
	'idempotency_in_flight',
	'if_match_missing',
	'if_match_invalid',
	'version_stale',
	'thread_closed',
	'thread_open',
	'post_withdrawn',
	'text_empty',
	'text_too_long',
	'text_unstorable',
	'title_empty',
	'title_too_long',
	'name_empty',
	'name_too_long',
	'email_invalid',
	'password_too_short',
	'password_too_long',
	'password_common',
	'as_refused',
	'area_unknown',
	'thread_unknown',
	'post_unknown',
	'organisation_unknown',
	'sub_area_unknown',
	'municipality_unknown',
	'lang_unknown',
	'reply_to_unknown',
	'cursor_unknown',
	'cursors_conflict',
	'limit_invalid',
	'tag_invalid',
	'invitation_missing',
	'body_malformed',
	'body_too_large',
	'body_unsupported',
	'validation_failed',
	'forbidden',
	'not_found',
	'method_not_allowed',
	'too_many_requests',
	'database_unavailable',
	'stopping',
	'internal',
	'topic_unknown',
	'topic_missing',
	'topic_forbidden',
	'epoch_missing',
	'after_invalid',
	'op_unknown',
	'frame_malformed',
	'field_unknown',
	'too_many_topics',
	'too_many_connections',
	'too_many_hashes'
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** What the server answers when it refuses or fails (RFC 9457). */
export interface ProblemBody {
	type: string;
	title: string;
	status: number;
	code: string;
	detail?: string;
	errors?: FieldError[];
	/** The present state, when a version was stale. */
	current?: unknown;
}

export interface FieldError {
	/** Such as `body.email`. */
	location: string;
	code: string;
	message: string;
}

/** A call that was refused, failed or never arrived. `status` 0 means that no answer came. */
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly errors: FieldError[] = [],
		readonly current?: unknown,
		/** Seconds to wait before the next try, when the server said so. */
		readonly retryAfter?: number
	) {
		super(code);
		this.name = 'Problem';
	}

	/** No answer came: the line is down, or the server is. */
	get unanswered(): boolean {
		return this.status === 0;
	}

	/** Refused for certain: it was not done and will not be. Anything else may be sent again with the same key. */
	get refused(): boolean {
		return this.status >= 400 && this.status < 500;
	}

	/** The code for one field of the body, such as `email`. */
	field(name: string): string | undefined {
		return this.errors.find((error) => error.location.split('.').pop() === name)?.code;
	}
}

/** Anything that was caught, as a Problem. */
export function asProblem(caught: unknown): Problem {
	return caught instanceof Problem ? caught : new Problem(500, 'internal');
}

import type { components } from './schema';

/** Every code that the API answers with, as its own description lists them. */
export type ProblemCode = components['schemas']['Problem']['code'];

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

import { getContext, setContext, type Component } from 'svelte';
import type { Ballot } from '$api/ballot';

/** What a result shows by the means of other rooms; the page joins them. */
export interface Joins {
	/** The result of a ballot. */
	ballot: Component<{ ballot: Ballot }>;
	/** The name of a municipality by its code. */
	place: (code: string) => string;
}

const key = Symbol('joins of a result');

export const join = (joins: Joins): Joins => setContext(key, joins);
export const joined = (): Joins => getContext<Joins>(key);

// What a workshop lacks before it begins. Pure.
import type { Step, WorkshopAt } from '$api/workshop';

/** A part of the plan in which something can be put right. */
export type PlanAim = 'time' | 'where' | 'steps' | 'guests';

export interface Missing {
	parts: PlanAim[];
	/** The steps in which one votes and which have nothing to vote on. */
	ballots: Step[];
}

/** So long before the time that is planned a start is nothing out of the ordinary. */
const EARLY_MS = 30 * 60_000;

/** Whether a start `now`, in milliseconds, may not be meant: it is long before the time, or there is none. */
export const startsEarly = ({ starts_at }: Pick<WorkshopAt, 'starts_at'>, now: number): boolean =>
	!starts_at || Date.parse(starts_at) - now > EARLY_MS;

/** Whether one votes in a step, and there is nothing to vote on. */
export const lacksBallot = ({ kind, ballots }: Pick<Step, 'kind' | 'ballots'>): boolean =>
	kind === 'vote' && ballots.length === 0;

/** `guests` is how many are invited by name; undefined while it is not known. */
export function missingIn(
	{ starts_at, place, link, phone, template, steps }: WorkshopAt,
	guests: number | undefined
): Missing {
	const parts: PlanAim[] = [];
	if (!starts_at) parts.push('time');
	if (!place && !link && !phone) parts.push('where');
	if (steps.length === 0) parts.push('steps');
	// Whoever holds one of their own gathers people themselves.
	if (guests === 0 && template !== 'own') parts.push('guests');
	return { parts, ballots: steps.filter(lacksBallot) };
}

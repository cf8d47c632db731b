import type { Step, WorkshopAt } from '$api/workshop';

const MINUTE_MS = 60_000;
/** As long as a ballot lasts that nobody says anything else of. */
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** A ballot may not be planned further ahead. */
const LONGEST_MS = 364 * 24 * 60 * MINUTE_MS;

/** How long a ballot that is made now stays open, so that it does not close before its step is over. */
export function ballotLasts(at: WorkshopAt, step: Step, now: number): number {
	const { steps, stage, starts_at } = at;
	const all = (some: Step[]) => some.reduce((sum, { minutes }) => sum + minutes, 0) * MINUTE_MS;
	if (stage.state === 'draft' || stage.state === 'invited') {
		if (!starts_at) return WEEK_MS;
		const ends = Date.parse(starts_at) + Math.max(all(steps), at.minutes * MINUTE_MS);
		return ends > now ? Math.min(ends - now, LONGEST_MS) : all([step]);
	}
	const on = steps.findIndex(({ id }) => id === stage.step);
	const place = steps.findIndex(({ id }) => id === step.id);
	return all(place > on ? steps.slice(Math.max(on, 0), place + 1) : [step]);
}

/** What a ballot of a step begins as: it asks what the step is called, and hands out dots where the step speaks of them. */
export function ballotOf({ title, purpose, text }: Step): { title: string; kind: 'dots' | 'choose' } {
	const dots = /\b(prick|dots?\b)/i.test(`${title} ${purpose} ${text}`);
	return { title, kind: dots ? 'dots' : 'choose' };
}

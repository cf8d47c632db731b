// The order of a run sheet. Pure, so that buttons and dragging do the same.
import type { Stage, Step } from '$api/workshop';

/** A step that runs or has run stays where it is. */
export const began = (stage: Stage, step: string): boolean => stage.ran.some((run) => run.step === step);

/**
 * The step behind which another shall stand so that it is moved up or down by one: '' to be the first; undefined where it can
 * not be moved so, as no step comes before one that has begun.
 */
export function behindBy(steps: Step[], stage: Stage, id: string, way: -1 | 1): string | undefined {
	const at = steps.findIndex((step) => step.id === id);
	const other = steps[at + way];
	if (at < 0 || !other || began(stage, id) || began(stage, other.id)) return undefined;
	return way > 0 ? other.id : (steps[at - 2]?.id ?? '');
}

/** The same where it is dropped before or behind another. */
export function behindAt(
	steps: Step[],
	stage: Stage,
	id: string,
	at: string,
	behind: boolean
): string | undefined {
	const others = steps.filter((step) => step.id !== id);
	const place = others.findIndex((step) => step.id === at) + (behind ? 0 : -1);
	const after = others[place]?.id ?? '';
	const kept = steps[steps.findIndex((step) => step.id === id) - 1]?.id ?? '';
	if (began(stage, id) || after === kept || others.slice(place + 1).some((step) => began(stage, step.id)))
		return undefined;
	return after;
}

/** When each step begins, where the workshop's beginning is known and nothing has run: milliseconds. */
export function beginnings(steps: Pick<Step, 'minutes'>[], starts: string | undefined): number[] {
	let at = starts ? Date.parse(starts) : Number.NaN;
	return steps.map(({ minutes }) => {
		const begins = at;
		at += minutes * 60_000;
		return begins;
	});
}

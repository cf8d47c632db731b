// A workshop as a screen knows it, and what its events make of it. Pure: state and events are the state fetched anew.
import type { Stage, StageDo, Step, StepRun, Workshop, WorkshopAt, WorkshopPeople } from '$api/workshop';
import type { LiveEvent } from '$live/frames';

/** The events of the workshop itself; those of its parts (walls, the floor, ballots, the result) are theirs. */
export type WorkshopEventType =
	| 'workshop.added'
	| 'workshop.changed'
	| 'workshop.staged'
	| 'step.added'
	| 'step.changed'
	| 'step.removed'
	| 'people.changed';

type Change = (at: WorkshopAt, data: never) => WorkshopAt;

const inOrder = (a: Step, b: Step): number => a.place - b.place || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What everybody sees is taken as it is told; what the reader alone is told stays. */
function whole(at: WorkshopAt, workshop: Workshop): WorkshopAt {
	if (workshop.version < at.version) return at;
	const { steps, people, reply, code, mine, may, topic, seq, epoch } = at;
	return { ...workshop, steps, people, reply, code, mine, may, topic, seq, epoch };
}

function staged(at: WorkshopAt, stage: Stage): WorkshopAt {
	return stage.version < at.version ? at : { ...at, version: stage.version, stage };
}

function withStep(at: WorkshopAt, step: Step): WorkshopAt {
	const had = at.steps.find(({ id }) => id === step.id);
	if (had && had.version > step.version) return at;
	const others = at.steps.filter((other) => other !== had);
	return { ...at, steps: step.removed ? others : [...others, step].sort(inOrder) };
}

/** One for each type: a type that is added to the list and not here does not compile. */
const changes: Record<WorkshopEventType, Change> = {
	'workshop.added': whole,
	'workshop.changed': whole,
	'workshop.staged': staged,
	'step.added': withStep,
	'step.changed': withStep,
	'step.removed': withStep,
	'people.changed': (at, people: WorkshopPeople) => ({ ...at, people })
};

/** Whether an event is one of the workshop itself. */
export const isOwn = (type: string): type is WorkshopEventType => type in changes;

/** A workshop after an event; another event leaves it as it is. Applied twice it changes nothing more. */
export function apply(at: WorkshopAt, { type, data }: Pick<LiveEvent, 'type' | 'data'>): WorkshopAt {
	return isOwn(type) ? changes[type](at, data as never) : at;
}

/** People are in the room now. */
export const isOn = ({ state }: Stage): boolean => state === 'live';

/** It has ended; what came of it is being written, or stands. */
export const isOver = ({ state }: Stage): boolean => state === 'minutes_draft' || state === 'published';

/** What came of it can be read: a draft by those who were there, and then by whoever reads the workshop. */
export const readsResult = ({ stage, mine, may }: Pick<WorkshopAt, 'stage' | 'mine' | 'may'>): boolean =>
	stage.state === 'published' || (stage.state === 'minutes_draft' && (may.facilitate || mine !== undefined));

/** The step that runs. */
export function stepNow({ steps, stage }: Pick<WorkshopAt, 'steps' | 'stage'>): Step | undefined {
	return isOn(stage) ? steps.find(({ id }) => id === stage.step) : undefined;
}

/** The step that comes after the one that runs; before the start it is the first. */
export function stepNext(at: Pick<WorkshopAt, 'steps' | 'stage'>): Step | undefined {
	const { steps, stage } = at;
	if (stage.state === 'draft' || stage.state === 'invited') return steps[0];
	const on = stepNow(at);
	return on && steps[steps.indexOf(on) + 1];
}

/** When a step ran, if it began. */
export function runOf({ ran }: Stage, step: string | undefined): StepRun | undefined {
	return ran.find((run) => run.step === step);
}

export type StepStanding = 'coming' | 'on' | 'done' | 'skipped';

/** How far a step has come. */
export function standingOf(stage: Stage, step: Step): StepStanding {
	if (isOn(stage) && stage.step === step.id) return 'on';
	const run = runOf(stage, step.id);
	if (run?.skipped) return 'skipped';
	return run ? 'done' : 'coming';
}

/** Milliseconds left of the running step, `since` milliseconds after the stage was read; below zero it is over time. */
export function left(stage: Stage, since: number): number | undefined {
	const run = isOn(stage) ? runOf(stage, stage.step) : undefined;
	if (!run) return undefined;
	const now = stage.paused_at ? Date.parse(stage.paused_at) : Date.parse(stage.now) + Math.max(0, since);
	return Date.parse(run.ends_at) - now;
}

/** What a facilitator can do with the stage as it stands. */
export function actsOn({ steps, stage, starts_at }: WorkshopAt): StageDo[] {
	const at = steps.findIndex(({ id }) => id === stage.step);
	switch (stage.state) {
		case 'draft':
			return [
				...(starts_at ? (['invite'] as const) : []),
				...(steps.length ? (['start'] as const) : []),
				'cancel'
			];
		case 'invited':
			return [...(steps.length ? (['start'] as const) : []), 'cancel'];
		case 'live': {
			const moves: StageDo[] = at < steps.length - 1 ? ['next', 'skip'] : [];
			if (at > 0) moves.push('back');
			return [...moves, 'extend', stage.paused_at ? 'resume' : 'pause', 'wrap_up', 'end', 'cancel'];
		}
		case 'wrap_up':
			return ['back', 'end'];
		case 'minutes_draft':
			return ['publish'];
		default:
			return [];
	}
}

/** A time as 1:05, or 1:02:05; what is over time begins with a minus. */
export function clock(ms: number): string {
	const seconds = Math.abs(ms < 0 ? Math.floor(ms / 1000) : Math.ceil(ms / 1000));
	const two = (n: number) => String(n).padStart(2, '0');
	const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
	return `${ms < 0 ? '−' : ''}${h > 0 ? `${h}:${two(m)}` : m}:${two(s)}`;
}

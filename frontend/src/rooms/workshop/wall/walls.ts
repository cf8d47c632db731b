import { api, ask } from '$api/client';
import type { WallAt } from '$api/wall';
import type { Step, WorkshopAt } from '$api/workshop';
import { choices, groups, unnamed } from './shown';

type Begun = Pick<WorkshopAt, 'id' | 'steps' | 'stage'>;

/** The walls of a workshop, each with the step that hung it; one that cannot be read is left out. */
async function wallsOf({ id, steps, stage }: Begun): Promise<{ step: Step; wall: WallAt }[]> {
	const begun = steps.filter(
		(step) =>
			(step.kind === 'write' || step.kind === 'cluster') && stage.ran.some((run) => run.step === step.id)
	);
	const read = (wall: string) =>
		ask(
			api.GET('/api/workshops/{id}/walls/{wall}', {
				params: { path: { id, wall }, query: { view: 'presentation' } }
			})
		).catch(() => undefined);
	const walls = await Promise.all(begun.map(async (step) => ({ step, wall: await read(step.id) })));
	// Several steps may work on one wall.
	return walls.flatMap(({ step, wall }, at) =>
		wall && walls.findIndex((one) => one.wall?.id === wall.id) === at ? [{ step, wall }] : []
	);
}

/** How many groups on all walls of a workshop have no name. A wall that cannot be read reminds of none. */
export async function unnamedIn(workshop: Begun): Promise<number> {
	const walls = await wallsOf(workshop);
	return walls.reduce((sum, { wall }) => sum + unnamed(groups(wall)), 0);
}

/** What hangs on the walls of a workshop as options of a vote, by the step that hung them. */
export async function choicesIn(
	workshop: Begun
): Promise<{ id: string; title: string; options: string[] }[]> {
	const walls = await wallsOf(workshop);
	return walls
		.map(({ step, wall }) => ({ id: step.id, title: step.title, options: choices(groups(wall)) }))
		.filter(({ options }) => options.length > 1);
}

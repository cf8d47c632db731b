import { api, ask } from '$api/client';
import type { WallAt } from '$api/wall';
import type { WorkshopAt } from '$api/workshop';
import { groups, unnamed } from './shown';

/** How many groups on all walls of a workshop have no name. A wall that cannot be read reminds of none. */
export async function unnamedIn({
	id,
	steps,
	stage
}: Pick<WorkshopAt, 'id' | 'steps' | 'stage'>): Promise<number> {
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
	const walls: Record<string, WallAt> = {};
	// Several steps may work on one wall.
	for (const wall of await Promise.all(begun.map((step) => read(step.id)))) if (wall) walls[wall.id] = wall;
	return Object.values(walls).reduce((sum, wall) => sum + unnamed(groups(wall)), 0);
}

import type { StepKind } from '$api/workshop';
import type { IconName } from '$ui/icons';

/** The sign of each kind of step; its word always stands beside it. */
export const kindIcons: Record<StepKind, IconName> = {
	inform: 'info',
	write: 'edit',
	discuss: 'group',
	cluster: 'network',
	vote: 'check',
	speak: 'talk',
	decide: 'checkCircle'
};

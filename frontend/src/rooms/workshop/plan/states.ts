import type { WorkshopStateName } from '$api/workshop';
import type { IconName } from '$ui/icons';

/** The sign of each state; its word always stands beside it. */
export const stateIcons: Record<WorkshopStateName, IconName> = {
	draft: 'edit',
	invited: 'mail',
	live: 'play',
	wrap_up: 'check',
	minutes_draft: 'checkCircle',
	published: 'checkCircle',
	cancelled: 'close'
};

import type { ThreadKind } from '$api/types';
import type { IconName } from '$ui/icons';

export const kinds: ThreadKind[] = ['discussion', 'question', 'proposal', 'announcement'];

export const kindIcons: Record<ThreadKind, IconName> = {
	discussion: 'talk',
	question: 'help',
	proposal: 'leaf',
	announcement: 'info'
};

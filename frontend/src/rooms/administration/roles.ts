import type { Area, CitizenState, Role } from '$api/types';
import { inLanguage } from '$i18n/format';
import { t } from '$i18n/words.svelte';
import type { IconName } from '$ui/icons';

export const roles: Role[] = ['facilitator', 'moderator', 'administrator'];
export const states: CitizenState[] = ['waiting', 'active', 'suspended'];

export const stateSigns: Record<CitizenState, IconName> = {
	waiting: 'clock',
	active: 'checkCircle',
	suspended: 'lock'
};

/** "samtalsledare i Jord, skog och vatten": a role in words. */
export function roleWords(held: { role: Role; area?: string }, areas: Area[]): string {
	if (!held.area) return t(`administration.members.roles.${held.role}`);
	const found = areas.find(({ slug }) => slug === held.area);
	return t('administration.members.roles.facilitatorOf', {
		area: found ? inLanguage(found.name) : held.area
	});
}

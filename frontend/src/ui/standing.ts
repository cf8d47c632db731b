import type { AuthorOrganisation, Sector } from '$api/types';
import { t } from '$i18n/words.svelte';
import type { IconName } from './icons';

const signs: Record<Sector, IconName> = {
	business: 'briefcase',
	public: 'pillars',
	academia: 'university',
	civil_society: 'group'
};

/** The icon of an organisation's sector; rights-holders have no sector and a sign of their own. */
export function signOf(organisation: Pick<AuthorOrganisation, 'sector'>): IconName {
	return organisation.sector ? signs[organisation.sector] : 'shield';
}

/** "näringsliv, lokal nivå, Berg": where an organisation stands, in words. */
export function wordsOf(
	organisation: Pick<AuthorOrganisation, 'sector' | 'kind' | 'level' | 'municipality_name'>
): string {
	const first = organisation.sector
		? t(`common.sector.${organisation.sector}`)
		: t(`common.kind.${organisation.kind}`);
	const parts = [first, t(`common.level.${organisation.level}`)];
	if (organisation.municipality_name) parts.push(organisation.municipality_name);
	return parts.join(', ');
}

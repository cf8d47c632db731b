import type { Area } from '$api/types';
import type { IconName } from '$ui/icons';
import { inLanguage } from '$i18n/format';
import { t } from '$i18n/words.svelte';

export interface Destination {
	href: string;
	label: string;
	icon: IconName;
	/** How much there is new. */
	count?: number;
	/** Further addresses under this one. */
	within?: { href: string; label: string; hue: Area['hue']; private: boolean; count?: number }[];
}

/** How much is new to the reader, in all and by area; visitors have none. */
export interface Counts {
	total: number;
	of(area: string): number;
}

/** Where the main menu leads. */
export function destinations(
	areas: Area[],
	demo: boolean,
	administers = false,
	counts?: Counts
): Destination[] {
	const all: Destination[] = [
		{ href: '/', label: t(counts ? 'common.nav.since' : 'common.nav.start'), icon: 'home' },
		...(counts
			? [{ href: '/inbox', label: t('common.nav.inbox'), icon: 'mail' as const, count: counts.total }]
			: []),
		{
			href: '/areas',
			label: t('common.nav.areas'),
			icon: 'talk',
			within: areas.map((area) => ({
				href: `/areas/${area.slug}`,
				label: inLanguage(area.name),
				hue: area.hue,
				private: area.private,
				count: counts?.of(area.slug)
			}))
		},
		{ href: '/workshops', label: t('common.nav.workshops'), icon: 'group' },
		{ href: '/organisations', label: t('common.nav.organisations'), icon: 'building' }
	];
	if (counts) all.push({ href: '/drafts', label: t('common.nav.drafts'), icon: 'edit' });
	if (administers) {
		all.push({ href: '/administration', label: t('common.nav.administration'), icon: 'shield' });
	}
	if (demo) all.push({ href: '/demo/mails', label: t('common.nav.demoMails'), icon: 'mail' });
	return all;
}

import type { Area, AreaDraft, Hue, SubArea } from '$api/types';
import { date } from '$i18n/format';
import { t } from '$i18n/words.svelte';

export const hues: Hue[] = ['energy', 'land', 'experience', 'digital', 'plain'];

/** Today as a date field has it. */
export const today = (now = new Date()): string =>
	now.toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });

/** An area as its form has it; without one a new, empty one. */
export function draftOf(area?: Area): AreaDraft {
	return {
		slug: area?.slug ?? '',
		name: { sv: area?.name.sv ?? '', en: area?.name.en ?? '' },
		about: { sv: area?.about.sv ?? '', en: area?.about.en ?? '' },
		asked: { sv: area?.asked.sv ?? '', en: area?.asked.en ?? '' },
		hue: area?.hue ?? 'plain',
		private: area?.private ?? false,
		valid_from: area?.valid_from ?? today(),
		valid_to: area?.valid_to ?? ''
	};
}

/** When an area is open, in words; undefined for one that is open without an end. */
export function opening(area: Pick<Area, 'valid_from' | 'valid_to'>, now = today()): string | undefined {
	if (area.valid_from > now) return t('administration.areas.later', { date: date(area.valid_from) });
	if (!area.valid_to) return undefined;
	const words = area.valid_to < now ? 'administration.areas.over' : 'administration.areas.until';
	return t(words, { date: date(area.valid_to) });
}

/** "från 1 januari 2026": when a sub-area is valid, in words. */
export function validity(part: Pick<SubArea, 'valid_from' | 'valid_to'>): string {
	const from = date(part.valid_from);
	if (!part.valid_to) return t('administration.areas.validFrom', { from });
	return t('administration.areas.valid', { from, to: date(part.valid_to) });
}

/** A name as an address: "Skog & trä" becomes "skog-tra". */
export function slugOf(name: string): string {
	return name
		.toLowerCase()
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40)
		.replace(/-$/, '');
}

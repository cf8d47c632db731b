import { words } from '$i18n/words.svelte';
import { momentOf } from '$i18n/zone';

/** "2026-12-01T10:00" and how long: when it ends, by the clocks of the same zone. */
export function endOf(starts: string, minutes: number): Date | undefined {
	const at = momentOf(starts, words.zone);
	return at && new Date(at.getTime() + minutes * 60_000);
}

/** The zone's name as one reads it: "Europe/Stockholm" is "Stockholm". */
export const placeOf = (zone: string): string => (zone.split('/').pop() ?? zone).replaceAll('_', ' ');

import { list } from '$i18n/format';
import { t } from '$i18n/words.svelte';

/** "2 personer och 1 organisation"; nothing where there are none. */
export function whoWords({ persons, organisations }: { persons: number; organisations: number }): string {
	const parts: string[] = [];
	if (persons > 0) parts.push(t('workshopPlan.begin.persons', { n: persons }));
	if (organisations > 0) parts.push(t('workshopPlan.begin.organisations', { n: organisations }));
	return list(parts);
}

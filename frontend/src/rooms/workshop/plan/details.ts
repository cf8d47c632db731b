import type { Workshop, WorkshopDetails } from '$api/workshop';
import { t, words } from '$i18n/words.svelte';
import { clockAt, momentOf } from '$i18n/zone';
import type { Attempt } from '$ui/attempt.svelte';

/** What is wrong with a workshop's name, which to the server is a title like any other. */
export const nameError = (attempt: Attempt): string | undefined =>
	attempt.problem?.field('title') === 'title_empty'
		? t('workshopPlan.new.lacks.title')
		: attempt.field('title');

/** The details of a workshop as fields hold them. */
export interface DetailFields {
	title: string;
	purpose: string;
	starts: string;
	minutes: number;
	place: string;
	link: string;
	phone: string;
	after: number;
}

export const fieldsOf = (workshop: Workshop): DetailFields => ({
	title: workshop.title,
	purpose: workshop.purpose,
	starts: workshop.starts_at ? clockAt(new Date(workshop.starts_at), words.zone) : '',
	minutes: workshop.minutes,
	place: workshop.place ?? '',
	link: workshop.link ?? '',
	phone: workshop.phone ?? '',
	after: workshop.after_days
});

/** What one changed since one began: only that is sent, so that what others changed meanwhile stays theirs. */
export function changes(began: DetailFields, now: DetailFields): WorkshopDetails {
	const is = <Name extends keyof DetailFields>(name: Name) =>
		began[name] === now[name] ? undefined : now[name];
	// A field for a number that was emptied holds null, which is no number that can be meant.
	const number = (name: 'minutes' | 'after') => (is(name) === null ? -1 : is(name));
	const starts = is('starts');
	const body: WorkshopDetails = {
		title: is('title'),
		purpose: is('purpose'),
		starts_at: starts === undefined ? undefined : (momentOf(starts, words.zone)?.toISOString() ?? ''),
		minutes: number('minutes'),
		place: is('place'),
		link: is('link')?.trim(),
		phone: is('phone'),
		after_days: number('after')
	};
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

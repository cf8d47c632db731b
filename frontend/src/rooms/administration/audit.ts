import type { Noted } from '$api/types';
import { say } from '$i18n/words.svelte';

/** What was done, in words; an act that there are no words for is told by its own name. */
export function actWords({ what }: Pick<Noted, 'what'>): string {
	const [act] = what.split(':');
	return say(`administration.audit.what.${act}`) ?? what;
}

/** To what it was done, with the place where an act names one. */
export function aboutWords({ what, about }: Pick<Noted, 'what' | 'about'>): string {
	const place = /^(?:role\.|area\.)/.test(what) ? what.split(':')[1] : undefined;
	if (!about) return place ?? '';
	const name = about.kind === 'setting' ? say(`administration.audit.settings.${about.id}`) : about.name;
	return [name ?? about.id, place && `(${place})`].filter(Boolean).join(' ');
}

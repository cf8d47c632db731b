import { api, ask } from '$api/client';
import type { Level, List, Organisation, OrganisationKind, Sector } from '$api/types';
import { byName } from '$i18n/format';

export const sectors: Sector[] = ['business', 'public', 'academia', 'civil_society'];
export const levels: Level[] = ['local', 'regional', 'national', 'eu'];

/** What is looked for in the directory; its address holds the same words. */
export interface Question {
	q: string;
	sector: string;
	level: string;
	municipality: string;
}

const names = ['q', 'sector', 'level', 'municipality'] as const;

export function questionOf(url: URL): Question {
	const read = (name: string) => url.searchParams.get(name) ?? '';
	return { q: read('q'), sector: read('sector'), level: read('level'), municipality: read('municipality') };
}

/** The address that shows this question, to share or come back to. */
export function addressOf(question: Question): string {
	const query = new URLSearchParams();
	for (const name of names) if (question[name].trim()) query.set(name, question[name].trim());
	return query.size > 0 ? `/organisations?${query}` : '/organisations';
}

export function isAsking(question: Question): boolean {
	return names.some((name) => question[name].trim() !== '');
}

/** As many as one page holds. */
export const most = 200;

export async function find(question: Partial<Question>, limit = most): Promise<List<Organisation>> {
	const query = Object.fromEntries(names.flatMap((name) => (question[name] ? [[name, question[name]]] : [])));
	return ask(api.GET('/api/organisations', { params: { query: { ...query, limit } } }));
}

/** The organisations under their first letters, in Swedish order. */
export function byLetter(list: Organisation[]): { letter: string; organisations: Organisation[] }[] {
	const groups: { letter: string; organisations: Organisation[] }[] = [];
	for (const organisation of list.toSorted(byName)) {
		const first = organisation.name.trim().charAt(0).toLocaleUpperCase('sv');
		const letter = /\p{L}/u.test(first) ? first : '#';
		const group = groups.at(-1);
		if (group?.letter === letter) group.organisations.push(organisation);
		else groups.push({ letter, organisations: [organisation] });
	}
	return groups;
}

const telling: ReadonlySet<OrganisationKind> = new Set([
	'sameby',
	'sami_parliament',
	'sami_organisation',
	'union'
]);

/** Whether to speak for such an organisation may tell something sensitive about a person. */
export function isTelling(kind: OrganisationKind): boolean {
	return telling.has(kind);
}

import type { AuthorOrganisation, Mentionable } from '$api/types';

/** Somebody whom one may mention. */
export interface Suggestion {
	/** Such as `member:0190…`. */
	target: string;
	name: string;
	person: boolean;
	/** Whom a person speaks for, or the organisation itself. */
	organisation?: AuthorOrganisation;
}

/** What the server offers, as one list: people first. */
export const suggestions = ({ people, organisations }: Mentionable): Suggestion[] => [
	...people.map(({ id, name, organisation }) => ({
		target: `member:${id}`,
		name,
		person: true,
		organisation
	})),
	...organisations.map((one) => ({
		target: `organisation:${one.id}`,
		name: one.name,
		person: false,
		organisation: one
	}))
];

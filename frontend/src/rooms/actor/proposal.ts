import type { OrganisationKind, ProposedOrganisation, Sector } from '$api/types';

/** The kinds that people may propose; programmes are no organisations, and there is one parliament. */
export const kinds: OrganisationKind[] = [
	'company',
	'association',
	'business_association',
	'foundation',
	'union',
	'cluster',
	'leader_area',
	'municipality',
	'region',
	'state_authority',
	'university',
	'research_institute',
	'sameby',
	'sami_organisation',
	'eu_body'
];

const usual: Partial<Record<OrganisationKind, Sector>> = {
	company: 'business',
	business_association: 'business',
	cluster: 'business',
	association: 'civil_society',
	foundation: 'civil_society',
	union: 'civil_society',
	leader_area: 'civil_society',
	municipality: 'public',
	region: 'public',
	state_authority: 'public',
	eu_body: 'public',
	university: 'academia',
	research_institute: 'academia'
};

/** The sector that a kind mostly belongs to; rights-holders belong to none. */
export const sectorOf = (kind: OrganisationKind): Sector | undefined => usual[kind];

/** What is being written about an organisation that the directory lacks. */
export interface Draft {
	name: string;
	kind: OrganisationKind | '';
	sector: Sector | '';
	level: ProposedOrganisation['level'];
	municipality: string;
}

export const emptyDraft = (name = ''): Draft => ({
	name,
	kind: '',
	sector: '',
	level: 'local',
	municipality: ''
});

/** The draft as it is sent; undefined while its name or kind is missing. */
export function proposed({
	name,
	kind,
	sector,
	level,
	municipality
}: Draft): ProposedOrganisation | undefined {
	if (!name.trim() || !kind) return undefined;
	return {
		name: name.trim(),
		kind,
		level,
		...(sector && sectorOf(kind) && { sector }),
		...(municipality && { municipality })
	};
}

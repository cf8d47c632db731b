import type { Ballot } from '$api/ballot';

/** As whom a vote begins: as it was cast, else for the organisation that one takes part for, where one may speak for it. */
export function asWhom(ballot: Ballot, organisations: { id: string }[], part?: string): string {
	const mine = ballot.mine ?? [];
	if (ballot.voice === 'person' && mine[0]?.voted) return mine[0].as ?? '';
	if (part && organisations.some(({ id }) => id === part)) return part;
	return mine[0]?.as ?? '';
}

import type { Member } from '$api/types';
import { forget, recall, remember } from '$ui/keep';

const name = (member: Member, area: string) => `as:${area}:${member.id}`;

/** The organisation that a member chose to write for, if they may; a right may have ended since it was chosen. */
export function allowed(member: Member, organisation: string): string {
	return member.organisations.some(({ id }) => id === organisation) ? organisation : '';
}

/** For whom a member last chose to write in an area, in this browser; empty is themselves. */
export function lastAs(member: Member, area: string): string {
	return allowed(member, recall(name(member, area)) ?? '');
}

/** Keeps the choice for the next post in the area. */
export function keepAs(member: Member, area: string, organisation: string): void {
	if (organisation === '') forget(name(member, area));
	else remember(name(member, area), organisation);
}

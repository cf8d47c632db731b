import type { Asking, Member } from '$api/types';

/** Whether an ask waits for this member, or for an organisation that they speak for. */
export function mineToAnswer(ask: Asking, member: Member | undefined): boolean {
	if (!member || ask.state !== 'waiting') return false;
	if (ask.member) return ask.member.id === member.id;
	return member.organisations.some(({ id }) => id === ask.organisation?.id);
}

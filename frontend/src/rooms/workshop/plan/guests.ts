// Who is invited and who answered what, as one list. Pure.
import type { Invited, InvitedTo, WorkshopReplyOf } from '$api/workshop';

/** Somebody who is invited, with the replies that came for it. */
export interface Guest extends Invited {
	replies: WorkshopReplyOf[];
}

export interface GuestList {
	invited: Guest[];
	/** Replies of those whom no invitation reaches by name. */
	others: WorkshopReplyOf[];
}

/** Gathers replies under the invitations that they answer; a person stands under their own before that of an organisation. */
export function guestsOf(invited: InvitedTo[], replies: WorkshopReplyOf[]): GuestList {
	const own = new Set(invited.filter(({ kind }) => kind === 'member').map(({ id }) => id));
	const list = invited.map(({ kind, id, name, answered }) => ({
		kind,
		id,
		name,
		replies: replies.filter(({ member }) =>
			kind === 'member' ? member.id === id : answered.includes(member.id) && !own.has(member.id)
		)
	}));
	const under = new Set(list.flatMap((guest) => guest.replies));
	return { invited: list, others: replies.filter((reply) => !under.has(reply)) };
}

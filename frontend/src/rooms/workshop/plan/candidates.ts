import type { Author } from '$api/types';
import type { Invited } from '$api/workshop';
import { signOf, wordsOf } from '$ui/standing';
import type { IconName } from '$ui/icons';
import { invitable } from './calls';

/** Somebody who may be invited, or asked to facilitate: a member as they are shown elsewhere, or an organisation. */
export interface Candidate extends Invited {
	author?: Author;
	/** Of an organisation: where it stands, in words, and its sign. */
	words?: string;
	sign?: IconName;
}

/** Those who may read the thread and whose names hold what was typed, people first. */
export async function candidates(thread: string, q: string): Promise<Candidate[]> {
	const { people, organisations } = await invitable(thread, q);
	return [
		...people.map((author) => ({ kind: 'member' as const, id: author.id, name: author.name, author })),
		...organisations.map((one) => ({
			kind: 'organisation' as const,
			id: one.id,
			name: one.name,
			words: wordsOf(one),
			sign: signOf(one)
		}))
	];
}

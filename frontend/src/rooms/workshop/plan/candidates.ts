import type { Invited } from '$api/workshop';
import { t } from '$i18n/words.svelte';
import { wordsOf } from '$ui/standing';
import { invitable } from './calls';

/** Somebody whom one may invite. */
export interface Candidate extends Invited {
	/** What tells them from others of the name. */
	more: string;
}

/** Those whose names hold what was typed, people first. */
export async function candidates(thread: string, q: string): Promise<Candidate[]> {
	const { people, organisations } = await invitable(thread, q);
	return [
		...people.map(({ id, name, organisation }) => ({
			kind: 'member' as const,
			id,
			name,
			more: organisation?.name ?? t('workshopPlan.invite.member')
		})),
		...organisations.map((one) => ({
			kind: 'organisation' as const,
			id: one.id,
			name: one.name,
			more: wordsOf(one)
		}))
	];
}

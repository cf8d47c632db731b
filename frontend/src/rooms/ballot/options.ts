import type { Ballot, Vote } from '$api/ballot';
import { say } from '$i18n/words.svelte';

/** The words of an option; those of consent are the site's own, in the reader's language. */
export function labelOf(ballot: Ballot, id: string): string {
	if (ballot.kind === 'consent') return say(`ballot.consent.${id}`) ?? id;
	return ballot.options.find((option) => option.id === id)?.text ?? id;
}

/** The language of an option's words, where it is not the reader's. */
export const langOf = (ballot: Ballot): string | undefined =>
	ballot.kind === 'consent' ? undefined : ballot.lang;

/** An empty vote of the kind that the ballot asks for. */
export function blank(ballot: Ballot): Vote {
	switch (ballot.kind) {
		case 'choose':
			return { options: [] };
		case 'score':
			return { scores: {} };
		case 'dots':
			return { dots: {} };
		case 'rank':
			return { ranking: [] };
		case 'consent':
			return { answer: '', reason: '' };
	}
}

/** What is sent of a vote: nothing for options that nothing was given, and no reason with a yes. */
export function sent(vote: Vote): Vote {
	if (vote.dots) return { dots: Object.fromEntries(Object.entries(vote.dots).filter(([, n]) => n > 0)) };
	if (vote.answer === undefined) return vote;
	const reason = vote.answer === 'yes' ? '' : vote.reason;
	return reason ? { answer: vote.answer, reason } : { answer: vote.answer };
}

/** Whether there is anything to send. */
export function given(vote: Vote): boolean {
	const clean = sent(vote);
	return Boolean(
		clean.answer ||
		clean.options?.length ||
		clean.ranking?.length ||
		Object.keys(clean.scores ?? clean.dots ?? {}).length
	);
}

/** The list with the item at a place moved by one step. */
export function moved(list: string[], at: number, by: -1 | 1): string[] {
	const item = list[at];
	const other = list[at + by];
	if (item === undefined || other === undefined) return list;
	return list.with(at, other).with(at + by, item);
}

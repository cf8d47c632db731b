import type { Ballot, Vote } from '$api/ballot';
import { list, number } from '$i18n/format';
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

/** What was voted, in words, those of an option as its writer wrote them. */
export function told(ballot: Ballot, vote: Vote): string {
	const label = (id: string) => labelOf(ballot, id);
	if (vote.answer) return label(vote.answer);
	if (vote.ranking) return vote.ranking.map((id, at) => `${at + 1}. ${label(id)}`).join(', ');
	const given = vote.scores ?? vote.dots;
	const ids = ballot.options.map(({ id }) => id);
	if (given) return ids.flatMap((id) => (id in given ? `${label(id)} ${number(given[id]!)}` : [])).join(', ');
	return list(ids.filter((id) => vote.options?.includes(id)).map(label));
}

/** Whether two votes say the same, in whatever order it was filled in. */
export function alike(one: Vote, other: Vote): boolean {
	const plain = (vote: Vote) => {
		const { options, scores, dots, ...rest } = sent(vote);
		const sorted = (given?: Record<string, number>) => given && Object.entries(given).sort();
		return JSON.stringify([options?.toSorted(), sorted(scores), sorted(dots), Object.entries(rest).sort()]);
	};
	return plain(one) === plain(other);
}

/** The dots with so many more or fewer on an option, of at most `most`; none where they do not suffice. */
export function spread(
	dots: Record<string, number>,
	option: string,
	more: number,
	most: number
): Record<string, number> | undefined {
	const n = (dots[option] ?? 0) + more;
	const given = Object.values(dots).reduce((sum, one) => sum + one, 0);
	// Whoever has given too many may still take some back.
	return n < 0 || (more > 0 && given + more > most) ? undefined : { ...dots, [option]: n };
}

/** The list with the item at a place moved by one step. */
export function moved(order: string[], at: number, by: -1 | 1): string[] {
	const item = order[at];
	const other = order[at + by];
	if (item === undefined || other === undefined) return order;
	return order.with(at, other).with(at + by, item);
}

import type { Vote } from '$api/ballot';
import { asProblem } from '$api/problem';

/**
 * What this browser alone knows of an anonymous vote: its secret, and what may be in the box under it. More than one where
 * an answer was lost, as then nobody knows which of them was counted; the last is the newest.
 */
export interface Sealed {
	secret: string;
	votes: Vote[];
}

const place = (ballot: string, voter: string): string => `ballot:${ballot}:${voter}`;

/** What was kept of a voter's vote, or a new secret. */
export function sealed(ballot: string, voter: string): Sealed {
	const found = localStorage.getItem(place(ballot, voter));
	if (found) return JSON.parse(found) as Sealed;
	const bytes = crypto.getRandomValues(new Uint8Array(24));
	return { secret: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), votes: [] };
}

function keep(ballot: string, voter: string, what: Sealed): void {
	localStorage.setItem(place(ballot, voter), JSON.stringify(what));
}

/** Casts an anonymous vote, or changes it: in place of whichever of those that may be in the box is there. */
export async function castSealed(
	ballot: string,
	voter: string,
	vote: Vote,
	send: (proof: { secret: string; was?: Vote }) => Promise<unknown>
): Promise<void> {
	const { secret, votes } = sealed(ballot, voter);
	// Kept before it is sent, so that a lost answer does not lose the way to change it.
	keep(ballot, voter, { secret, votes: [...votes, vote] });
	for (let at = votes.length - 1; ; at--) {
		try {
			await send({ secret, was: votes[at] });
			break;
		} catch (caught) {
			const problem = asProblem(caught);
			if (problem.code === 'vote_sealed' && at > 0) continue;
			if (problem.refused) keep(ballot, voter, { secret, votes });
			throw problem;
		}
	}
	keep(ballot, voter, { secret, votes: [vote] });
}

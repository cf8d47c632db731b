import type { WrittenRound } from '$api/types';

export type RoundPhase = 'open' | 'proof' | 'locked';

/** How far a written round has come at a moment. */
export function phaseOf(round: WrittenRound, now = Date.now()): RoundPhase {
	if (round.locked_at || now >= Date.parse(round.proof_until)) return 'locked';
	return now >= Date.parse(round.open_until) ? 'proof' : 'open';
}

import type { BallotState } from '$api/ballot';
import { say } from '$i18n/words.svelte';
import type { LiveEvent } from '$live/frames';

/** Says that a ballot began, ends soon or ended; single votes are not read out over the reader. */
export function tell(event: LiveEvent, ballot: BallotState, aloud: (text: string) => void): void {
	const words = say(`ballot.news.${event.type.replace('ballot.', '')}`, { title: ballot.title });
	if (words) aloud(words);
}

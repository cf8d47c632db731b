import type { Ballot, BallotKind, NewBallot } from '$api/ballot';
import { words } from '$i18n/words.svelte';
import { newKey } from './key';
import { clockIn, momentOf } from '$i18n/zone';

/** As they are offered. */
export const KINDS: BallotKind[] = ['choose', 'score', 'dots', 'rank', 'consent'];

/** How many options a ballot can have. */
export const FEWEST_OPTIONS = 2;
export const MOST_OPTIONS = 20;

/** Options that are there already, such as the groups on a wall, and what they are called together. */
export interface Found {
	id: string;
	title: string;
	options: string[];
}

/** What a ballot begins as: what the place suggests, or all of the ballot of which it is another round. */
export type Begun = Pick<Ballot, 'kind' | 'title'> & Partial<Ballot>;

const WEEK_MS = 7 * 24 * 3_600_000;

/** What somebody is about to put to the vote. */
export class Draft {
	kind = $state<BallotKind>('choose');
	title = $state('');
	text = $state('');
	options = $state(['', '']);
	most = $state(1);
	voice = $state<'person' | 'organisation'>('person');
	hidden = $state(true);
	anonymous = $state(false);
	closes = $state('');
	as = $state('');
	#key = newKey();
	#keyed = '';

	constructor(lasts = WEEK_MS, begun?: Begun) {
		this.closes = clockIn(lasts, words.zone);
		if (!begun) return;
		this.become(begun.kind);
		this.title = begun.title;
		this.text = begun.text ?? this.text;
		this.voice = begun.voice ?? this.voice;
		this.hidden = begun.hidden ?? this.hidden;
		this.anonymous = begun.anonymous ?? this.anonymous;
		this.most = begun.most ?? this.most;
		if (begun.options && begun.kind !== 'consent') this.options = begun.options.map(({ text }) => text);
	}

	/** One key for the same words, however often they are sent; other words are another call. */
	keyOf(body: NewBallot): string {
		const words = JSON.stringify(body);
		if (this.#keyed !== words) this.#key = newKey();
		this.#keyed = words;
		return this.#key;
	}

	/** Changes how people vote, with the number that is usual for it. */
	become(kind: BallotKind): void {
		this.kind = kind;
		this.most = kind === 'choose' ? 1 : 5;
	}

	/** Puts options behind those that are written already, but for those that are among them. */
	take(options: string[]): void {
		const written = this.options.filter((option) => option.trim() !== '');
		const more = options.filter((option) => !written.includes(option));
		this.options = [...written, ...more].slice(0, MOST_OPTIONS);
	}

	/** Takes an option away, as long as two stay to choose between. */
	remove(at: number): void {
		if (this.options.length > FEWEST_OPTIONS) this.options.splice(at, 1);
	}

	/** What is sent; the server says what is wrong with it. */
	body(): NewBallot {
		const own = this.kind === 'consent';
		const numbered = this.kind === 'choose' || this.kind === 'score' || this.kind === 'dots';
		return {
			kind: this.kind,
			title: this.title,
			text: this.text || undefined,
			options: own ? undefined : this.options.filter((option) => option.trim() !== ''),
			most: numbered ? this.most : undefined,
			voice: this.voice,
			hidden: this.hidden,
			anonymous: this.anonymous,
			closes_at: momentOf(this.closes, words.zone)?.toISOString() ?? '',
			as: this.as || undefined
		};
	}
}

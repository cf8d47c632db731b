// The floor of a workshop as a screen knows it, and what its events make of it. Pure: state and events are the state fetched anew.
import type {
	Question,
	QuestionBars,
	Questions,
	QuestionSupport,
	SpeakerList,
	Speakers,
	Speech,
	Spoken,
	SpokenList
} from '$api/floor';
import type { LiveEvent } from '$live/frames';

/** What everybody sees. */
export interface Floor {
	list: SpeakerList;
	speaking: Speech[];
	waiting: Speech[];
	spoken: Spoken[];
	/** The oldest first. */
	questions: Question[];
	bars: QuestionBars;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const inQueue = (a: Speech, b: Speech): number => order(a.raised_at, b.raised_at) || order(a.id, b.id);
const inTime = (a: Question, b: Question): number => order(a.at, b.at) || order(a.id, b.id);

/** The floor as two readings tell it. */
export function floorOf(speakers: Speakers, questions: Questions): Floor {
	const { id, version, closed, limit_seconds, undo } = speakers;
	return {
		list: { id, version, closed, limit_seconds, undo },
		speaking: speakers.speaking,
		waiting: speakers.waiting,
		spoken: speakers.spoken,
		questions: [...questions.items].sort(inTime),
		bars: { id: questions.id, sectors: questions.sectors, levels: questions.levels }
	};
}

function withSpeech(floor: Floor, speech: Speech): Floor {
	const { participant, name } = speech.by;
	const place = (list: Speech[], here: boolean): Speech[] =>
		[...list.filter(({ id }) => id !== speech.id), ...(here ? [speech] : [])]
			.map((one) =>
				one.by.participant === participant ? { ...one, times: speech.times, total_ms: speech.total_ms } : one
			)
			.sort(inQueue);
	const spoken = floor.spoken.filter((one) => one.participant !== participant);
	if (speech.times > 0) spoken.push({ participant, name, times: speech.times, total_ms: speech.total_ms });
	return {
		...floor,
		waiting: place(floor.waiting, speech.state === 'waiting'),
		speaking: place(floor.speaking, speech.state === 'speaking' || speech.state === 'paused'),
		spoken: spoken.sort((a, b) => order(a.participant, b.participant))
	};
}

/** The floor after an event; another event leaves it as it is. Applied twice it changes nothing more. */
export function apply(floor: Floor, event: Pick<LiveEvent, 'type' | 'data'>): Floor {
	switch (event.type) {
		case 'speakers.changed':
			return { ...floor, list: event.data as SpeakerList };
		case 'speech.changed':
			return withSpeech(floor, event.data as Speech);
		case 'spoken.changed':
			return { ...floor, spoken: (event.data as SpokenList).items };
		case 'question.added':
		case 'question.changed': {
			const question = event.data as Question;
			const others = floor.questions.filter(({ id }) => id !== question.id);
			return { ...floor, questions: [...others, question].sort(inTime) };
		}
		case 'question.supported': {
			const { id, supports } = event.data as QuestionSupport;
			return {
				...floor,
				questions: floor.questions.map((one) => (one.id === id ? { ...one, supports } : one))
			};
		}
		case 'questions.counted':
			return { ...floor, bars: event.data as QuestionBars };
		default:
			return floor;
	}
}

/** The kinds of events that concern the floor. */
export const floorEvents: ReadonlySet<string> = new Set([
	'speakers.changed',
	'speech.changed',
	'spoken.changed',
	'question.added',
	'question.changed',
	'question.supported',
	'questions.counted'
]);

/** Whoever has the floor: who replies before whom they reply to. */
export function hasTheFloor(floor: Floor): Speech | undefined {
	return floor.speaking.find(({ interposed }) => interposed) ?? floor.speaking[0];
}

/** The question that is on now. */
export function onNow(floor: Floor): Question | undefined {
	return floor.questions.find(({ status }) => status === 'live');
}

/** Questions that are shown, in the order of support; of as many the oldest first. */
export function bySupport(floor: Floor): Question[] {
	return floor.questions
		.filter(({ hidden, withdrawn }) => !hidden && !withdrawn)
		.toSorted((a, b) => b.supports - a.supports || inTime(a, b));
}

/** How long a speech has run, `since` milliseconds after it was read. The reader's own clock plays no part. */
export function spent(speech: Speech, since: number): number {
	if (!speech.since) return speech.spent_ms;
	return speech.spent_ms + Math.max(0, Date.parse(speech.now) - Date.parse(speech.since) + since);
}

/** What is left of its time: below zero it is over; undefined without a limit. */
export function left(speech: Speech, since: number): number | undefined {
	return speech.allowed_ms > 0 ? speech.allowed_ms - spent(speech, since) : undefined;
}

/** A time as 1:05; what is over begins with a minus. */
export function clock(ms: number): string {
	const seconds = Math.abs(ms < 0 ? Math.floor(ms / 1000) : Math.ceil(ms / 1000));
	return `${ms < 0 ? '−' : ''}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

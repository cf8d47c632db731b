import { describe, expect, it } from 'vitest';
import type { Question, Questions, Speakers, Speech } from '$api/floor';
import {
	apply,
	bySupport,
	clock,
	floorEvents,
	floorOf,
	hasTheFloor,
	left,
	onNow,
	spent,
	type Floor
} from './floor';

const moment = (n: number): string => new Date(Date.UTC(2026, 10, 26, 10, 0, n)).toISOString();

/** A floor on a server: `read` is what `GET` answers, `log` what the live connection tells, as things are when it is asked for. */
class Hall {
	speeches: Speech[] = [];
	questions: Question[] = [];
	list = { id: 'w', version: 1, closed: false, limit_seconds: 120, undo: false };
	log: { type: string; id: string }[] = [];
	#n = 0;

	#totals(participant: string) {
		const said = this.speeches.filter((one) => one.by.participant === participant && one.started_at);
		return { times: said.length, total_ms: said.reduce((sum, { spent_ms }) => sum + spent_ms, 0) };
	}

	#view = (one: Speech): Speech => ({ ...one, ...this.#totals(one.by.participant), now: moment(this.#n) });

	#set(id: string, change: Partial<Speech>): void {
		this.speeches = this.speeches.map((one) =>
			one.id === id ? { ...one, ...change, version: one.version + 1 } : one
		);
		this.log.push({ type: 'speech.changed', id });
	}

	#acted(): void {
		this.list = { ...this.list, version: this.list.version + 1 };
		this.log.push({ type: 'speakers.changed', id: 'w' });
	}

	raise(who: string): string {
		const id = `s${++this.#n}`;
		this.speeches.push({
			id,
			version: 1,
			workshop: 'w',
			state: 'waiting',
			by: { participant: who, name: who },
			raised_at: moment(this.#n),
			spent_ms: 0,
			allowed_ms: 0,
			times: 0,
			total_ms: 0,
			now: ''
		});
		this.log.push({ type: 'speech.changed', id });
		return id;
	}

	lower(id: string): void {
		this.#set(id, { state: 'lowered' });
	}

	start(id: string, interposed = false): void {
		const running = this.speeches.filter(({ state }) => state === 'speaking' || state === 'paused');
		for (const one of running)
			this.#set(one.id, {
				state: interposed ? 'paused' : 'ended',
				since: undefined,
				spent_ms: one.spent_ms + 1000
			});
		this.#n += 1;
		this.#set(id, {
			state: 'speaking',
			interposed,
			started_at: moment(this.#n),
			since: moment(this.#n),
			allowed_ms: 120000
		});
		this.#acted();
	}

	close(): void {
		this.list = { ...this.list, closed: !this.list.closed };
		this.#acted();
	}

	ask(who: string): string {
		const id = `q${++this.#n}`;
		this.questions.push({
			id,
			version: 1,
			workshop: 'w',
			by: { participant: who, name: who },
			text: 'Vem?',
			at: moment(this.#n),
			status: 'asked',
			supports: 0
		});
		this.log.push({ type: 'question.added', id }, { type: 'questions.counted', id: 'w' });
		return id;
	}

	change(id: string, change: Partial<Question>, type = 'question.changed'): void {
		this.questions = this.questions.map((one) => (one.id === id ? { ...one, ...change } : one));
		this.log.push({ type, id });
		if (type === 'question.changed') this.log.push({ type: 'questions.counted', id: 'w' });
	}

	#bars() {
		const voices = this.questions.filter(({ status }) => status !== 'asked').length;
		const bar = {
			group: 'none',
			asked: { some: true },
			taken: { some: voices > 0, voices },
			answered: { some: false }
		};
		return { id: 'w', sectors: [bar], levels: [] };
	}

	#spoken() {
		const who = [
			...new Set(this.speeches.filter(({ started_at }) => started_at).map(({ by }) => by.participant))
		].sort();
		return who.map((participant) => ({ participant, name: participant, ...this.#totals(participant) }));
	}

	data({ type, id }: { type: string; id: string }): unknown {
		switch (type) {
			case 'speakers.changed':
				return this.list;
			case 'speech.changed':
				return this.speeches.filter((one) => one.id === id).map(this.#view)[0];
			case 'spoken.changed':
				return { id: 'w', items: this.#spoken() };
			case 'question.supported':
				return { id, supports: this.questions.find((one) => one.id === id)?.supports };
			case 'questions.counted':
				return this.#bars();
			default:
				return this.questions.find((one) => one.id === id);
		}
	}

	read(): Floor {
		const at = { topic: 'workshop:w', seq: this.log.length, epoch: 'e' };
		const inState = (...states: string[]) =>
			this.speeches.filter(({ state }) => states.includes(state)).map(this.#view);
		const speakers: Speakers = {
			...this.list,
			...at,
			speaking: inState('speaking', 'paused'),
			waiting: inState('waiting'),
			spoken: this.#spoken(),
			may: { raise: true, lead: false }
		};
		const questions: Questions = {
			...this.#bars(),
			...at,
			items: this.questions,
			hidden: [],
			may: { ask: true, lead: false }
		};
		return floorOf(speakers, questions);
	}
}

/** Without the server's clock, which is another at every reading. */
const still = (floor: Floor): Floor => {
	const bare = (list: Speech[]) => list.map((one) => ({ ...one, now: '' }));
	return { ...floor, speaking: bare(floor.speaking), waiting: bare(floor.waiting) };
};

/** Everything that can happen to a floor. */
function everything(hall: Hall): (() => void)[] {
	return [
		() => hall.raise('bo'),
		() => hall.raise('ada'),
		() => hall.raise('per'),
		() => hall.start('s1'),
		() => hall.lower('s3'),
		() => hall.start('s2', true),
		() => hall.close(),
		() => hall.raise('bo'),
		() => hall.start('s6'),
		() => hall.ask('ada'),
		() => hall.ask('bo'),
		() => hall.change('q8', { supports: 3 }, 'question.supported'),
		() => hall.change('q9', { status: 'live', version: 2 }),
		() => hall.change('q8', { hidden: true, text: '', version: 2 }),
		() => hall.log.push({ type: 'spoken.changed', id: 'w' })
	];
}

describe('the floor of a workshop', () => {
	it('is after every event what a reload shows, also where an event comes twice', () => {
		const hall = new Hall();
		let floor = hall.read();
		let had = 0;
		for (const act of everything(hall)) {
			act();
			for (const entry of hall.log.slice(had)) {
				const event = { type: entry.type, data: hall.data(entry) };
				floor = apply(apply(floor, event), event);
			}
			had = hall.log.length;
			expect(still(floor)).toEqual(still(hall.read()));
		}
		expect(new Set(hall.log.map(({ type }) => type))).toEqual(floorEvents);
	});

	it('converges for whoever hears everything late', () => {
		const hall = new Hall();
		const before = hall.read();
		for (const act of everything(hall)) act();
		const late = hall.log.reduce(
			(floor, entry) => apply(floor, { type: entry.type, data: hall.data(entry) }),
			before
		);
		expect(still(late)).toEqual(still(hall.read()));
	});

	it('leaves other events alone', () => {
		const floor = new Hall().read();
		expect(apply(floor, { type: 'workshop.staged', data: {} })).toBe(floor);
	});

	it('says who has the floor, what is on, and what is supported most', () => {
		const hall = new Hall();
		for (const act of everything(hall).slice(0, 6)) act();
		expect(hasTheFloor(hall.read())?.by.name).toBe('ada');
		const [first, second] = [hall.ask('ada'), hall.ask('bo')];
		hall.change(second, { supports: 2 }, 'question.supported');
		hall.change(first, { status: 'live' });
		expect(onNow(hall.read())?.id).toBe(first);
		expect(bySupport(hall.read()).map(({ id }) => id)).toEqual([second, first]);
		hall.change(second, { withdrawn: true });
		expect(bySupport(hall.read()).map(({ id }) => id)).toEqual([first]);
	});
});

describe('the clock of a speech', () => {
	const speech = (change: Partial<Speech>): Speech => ({
		id: 's',
		version: 1,
		workshop: 'w',
		state: 'speaking',
		by: { participant: 'p', name: 'P' },
		raised_at: moment(0),
		spent_ms: 10_000,
		allowed_ms: 60_000,
		times: 1,
		total_ms: 0,
		since: moment(0),
		now: moment(20),
		...change
	});

	it('counts from the clock of the server, not from the reader’s', () => {
		expect(spent(speech({}), 5000)).toBe(35_000);
		expect(left(speech({}), 5000)).toBe(25_000);
		expect(left(speech({}), 50_000)).toBe(-20_000);
	});

	it('stands still while it is paused, and knows no end without a limit', () => {
		expect(spent(speech({ since: undefined, state: 'paused' }), 99_000)).toBe(10_000);
		expect(left(speech({ allowed_ms: 0 }), 0)).toBeUndefined();
	});

	it('takes nothing from anybody where the clock was put back', () => {
		expect(spent(speech({ now: moment(-30) }), 0)).toBe(10_000);
	});

	it('is written in minutes and seconds', () => {
		expect([65_000, 64_001, 0, -1, -61_000].map(clock)).toEqual(['1:05', '1:05', '0:00', '−0:01', '−1:01']);
	});
});

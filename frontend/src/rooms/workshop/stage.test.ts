import { describe, expect, it } from 'vitest';
import type { Stage, Step, StepKind, WorkshopAt, WorkshopPeople } from '$api/workshop';
import type { LiveEvent } from '$live/frames';
import { actsOn, apply, clock, left, standingOf, stepNext, stepNow } from './stage';

const moment = (n: number): string => new Date(Date.UTC(2026, 10, 26, 10, 0, n)).toISOString();

/** A workshop on a server: `read` is what `GET` answers, the log what the live connection tells, as things are when it is asked for. */
class Meeting {
	#ticks = 0;
	#ids = 0;
	steps: Step[] = [];
	people: WorkshopPeople = { id: 'w', members: 0, guests: 0, phone: 0, yes: 0, maybe: 0, no: 0, instead: 0 };
	title = 'Möte';
	stage: Stage = { id: 'w', version: 1, state: 'invited', ran: [], now: moment(0) };
	readonly #log: { type: string; data: () => unknown }[] = [];

	read(): WorkshopAt {
		return {
			...this.#view(),
			steps: this.steps.filter(({ removed }) => !removed).sort((a, b) => a.place - b.place),
			people: this.people,
			mine: { participant: 'p', kind: 'member', name: 'Ada' },
			code: 'ABCDEF',
			may: { facilitate: true, join: false, write: true },
			topic: 'workshop:w',
			seq: this.#log.length,
			epoch: 'e'
		};
	}

	after(seq: number): LiveEvent[] {
		return this.#log.slice(seq).map(({ type, data }, i) => ({
			topic: 'workshop:w',
			seq: seq + i + 1,
			type,
			at: '',
			data: structuredClone(data())
		}));
	}

	#view() {
		const facilitators = [{ id: 'ada', name: 'Ada' }];
		const stage = structuredClone(this.stage);
		const plan = {
			minutes: 60,
			after_days: 7,
			facilitators,
			leader: 'ada',
			lang: 'sv',
			purpose: '',
			purpose_html: ''
		};
		const title = this.title;
		return {
			id: 'w',
			version: stage.version,
			thread: 't',
			template: 'dialogue' as const,
			title,
			...plan,
			stage
		};
	}

	#tell = (type: string, data: () => unknown) => void this.#log.push({ type, data });

	plan(kind: StepKind, after?: string): string {
		const id = `s${++this.#ids}`;
		const [before, behind] = [this.steps.find((one) => one.id === after)?.place ?? 0, Infinity];
		const follows = Math.min(
			...this.steps.map(({ place }) => place).filter((place) => place > before),
			behind
		);
		const place = follows === Infinity ? before + 1024 : (before + follows) / 2;
		const words = { title: id, purpose: '', text: '', html: '', material: '' };
		this.steps.push({ id, version: 1, workshop: 'w', place, kind, minutes: 10, ballots: [], ...words });
		this.#tell('step.added', () => this.steps.find((one) => one.id === id));
		return id;
	}

	change(id: string, over: Partial<Step>): void {
		this.steps = this.steps.map((one) =>
			one.id === id ? { ...one, ...over, version: one.version + 1 } : one
		);
		this.#tell(over.removed ? 'step.removed' : 'step.changed', () => this.steps.find((one) => one.id === id));
	}

	name(title: string): void {
		this.title = title;
		this.stage = { ...this.stage, version: this.stage.version + 1 };
		this.#tell('workshop.changed', () => this.#view());
	}

	come(members: number): void {
		this.people = { ...this.people, members };
		this.#tell('people.changed', () => this.people);
	}

	run(step: string): void {
		const now = moment((this.#ticks += 7));
		const ran = this.stage.ran.map((one) => (one.step === this.stage.step ? { ...one, left_at: now } : one));
		const others = ran.filter((one) => one.step !== step);
		const run = { step, started_at: now, ends_at: moment(this.#ticks + 600) };
		const version = this.stage.version + 1;
		this.stage = { ...this.stage, version, state: 'live', step, now, ran: [...others, run] };
		this.#tell('workshop.staged', () => structuredClone(this.stage));
	}
}

/** Everything that can be done, again and again in an order of its own. */
function deeds(seed: number): (meeting: Meeting) => void {
	let state = seed;
	const pick = (n: number) => (state = (state * 48271) % 2147483647) % n;
	return (meeting) => {
		const steps = meeting.steps.filter(({ removed }) => !removed);
		const one = steps[pick(Math.max(1, steps.length))]?.id;
		const acts = [
			() => meeting.plan('write', one),
			() => one && meeting.change(one, { title: `${pick(99)}` }),
			() => one && meeting.change(one, { place: pick(9999) + 0.5, ballots: [`${pick(9)}`] }),
			() => one && one !== meeting.stage.step && meeting.change(one, { removed: true }),
			() => meeting.name(`Möte ${pick(99)}`),
			() => meeting.come(pick(99)),
			() => one && meeting.run(one)
		];
		acts[pick(acts.length)]!();
	};
}

describe('state + events = the state read again', () => {
	it.each([1, 2, 3, 4, 5, 6, 7, 8])('whatever is done, whenever it is read (%i)', (seed) => {
		const meeting = new Meeting();
		const act = deeds(seed * 7919);
		let at = meeting.read();
		for (let n = 0; n < 120; n++) {
			act(meeting);
			// Events are told late and together: what they show is newer than they are.
			if (n % 3 !== 0) continue;
			const events = meeting.after(at.seq);
			const after = events.reduce(apply, at);
			expect(events.reduce(apply, after)).toEqual(after);
			at = { ...after, seq: meeting.read().seq };
			expect(at).toEqual(meeting.read());
		}
	});

	it('leaves what only the reader is told, and what concerns a part of it', () => {
		const at = new Meeting().read();
		const [whole] = (() => {
			const meeting = new Meeting();
			meeting.name('Nytt');
			return meeting.after(0);
		})();
		expect(apply(at, whole!)).toMatchObject({ title: 'Nytt', code: 'ABCDEF', mine: { name: 'Ada' } });
		expect(apply(at, { type: 'note.added', data: {} })).toBe(at);
	});
});

describe('the time of a step', () => {
	const ran = [{ step: 's1', started_at: moment(0), ends_at: moment(600) }];
	const live: Stage = { id: 'w', version: 2, state: 'live', step: 's1', ran, now: moment(100) };

	it('is counted from the clock of the server', () => expect(left(live, 20_000)).toBe(480_000));
	it('goes below zero', () => expect(left(live, 501_000)).toBe(-1_000));
	it('stands still in a pause, whatever the clock says', () => {
		const paused = { ...live, paused_at: moment(90) };
		expect([0, 60_000, 9e9].map((since) => left(paused, since))).toEqual([510_000, 510_000, 510_000]);
	});
	it('never gets longer by a clock that goes back', () => expect(left(live, -5_000)).toBe(500_000));
	it.each(['draft', 'invited', 'wrap_up', 'minutes_draft', 'published', 'cancelled'] as const)(
		'there is none in %s',
		(state) => expect(left({ ...live, state }, 0)).toBeUndefined()
	);
	it.each([
		[0, '0:00'],
		[61_000, '1:01'],
		[-61_000, '−1:01'],
		[3_725_000, '1:02:05']
	])('%i ms is %s', (ms, words) => expect(clock(ms)).toBe(words));
});

describe('what is on', () => {
	const meeting = new Meeting();
	const [first, second] = [meeting.plan('inform'), meeting.plan('write', 's1')];

	it('before the start is nothing, and the first comes next', () => {
		const at = meeting.read();
		expect([stepNow(at), stepNext(at)?.id]).toEqual([undefined, first]);
		expect(actsOn(at)).toEqual(['start', 'cancel']);
	});

	it('is one step, with another after it', () => {
		meeting.run(first);
		const at = meeting.read();
		expect([stepNow(at)?.id, stepNext(at)?.id]).toEqual([first, second]);
		expect(at.steps.map((step) => standingOf(at.stage, step))).toEqual(['on', 'coming']);
		expect(actsOn(at)).not.toContain('back');
	});

	it('at last has nothing after it', () => {
		meeting.run(second);
		const at = meeting.read();
		expect(stepNext(at)).toBeUndefined();
		expect(at.steps.map((step) => standingOf(at.stage, step))).toEqual(['done', 'on']);
		expect(actsOn(at)).not.toContain('next');
		expect(actsOn(at)).toContain('wrap_up');
	});
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { words } from '$i18n/words.svelte';
import type { Ballot, BallotState } from '$api/ballot';
import { Problem } from '$api/problem';
import { apply, BallotFollower } from './ballots.svelte';
import { alike, given, moved, sent, told } from './options';
import { castSealed, sealed } from './secret';
import { clockAt, momentOf } from '$i18n/zone';

const state = (id: string, version: number, over: Partial<BallotState> = {}): BallotState => ({
	id,
	version,
	host: { kind: 'thread', id: 't' },
	kind: 'choose',
	title: 'Fråga',
	text: '',
	html: '',
	lang: 'sv',
	options: [],
	voice: 'person',
	hidden: false,
	anonymous: false,
	author: { id: 'ada', name: 'Ada' },
	at: '',
	closes_at: '',
	state: 'open',
	voices: 0,
	...over
});

describe('state + event = the state read again', () => {
	const own = { mine: [{ voted: true }], may: { vote: true, close: false, conclude: false } };
	const had: Ballot = { ...state('a', 2, { voices: 1 }), ...own };

	it.each([1, 2, 3])('version %i', (version) => {
		const told = state('a', version, { voices: version });
		const after = apply([had], told);
		expect(after).toEqual([version < 2 ? had : { ...told, ...own }]);
		expect(apply(after, told)).toEqual(after);
	});

	it('a new one stands first, and a field that is gone is gone', () => {
		expect(apply([had], state('b', 1)).map(({ id }) => id)).toEqual(['b', 'a']);
		const shown = apply([had], state('a', 3, { result: { voices: 1 } }));
		expect(apply(shown, state('a', 4))[0]).not.toHaveProperty('result');
	});
});

it('what was asked first and answered last takes nothing back', async () => {
	const answers: ((ballots: BallotState[]) => void)[] = [];
	vi.stubGlobal(
		'fetch',
		() =>
			new Promise((done) =>
				answers.push((items) => done(Response.json({ items, may: { start: false, lead: false } })))
			)
	);
	const follower = new BallotFollower('t');
	const readings = [follower.read(), follower.read()];
	await vi.waitFor(() => expect(answers.length).toBe(2));
	answers[1]!([state('a', 1)]);
	answers[0]!([]);
	await Promise.all(readings);
	expect(follower.list.map(({ id }) => id)).toEqual(['a']);
	vi.unstubAllGlobals();
});

describe('what was voted', () => {
	beforeEach(() => words.choose('sv'));
	const options = [
		{ id: '1', text: 'Åre' },
		{ id: '2', text: 'Funäsdalen' }
	];
	it.each([
		[{ options: ['2', '1'] }, 'Åre och Funäsdalen'],
		[{ scores: { 2: 0, 1: 4 } }, 'Åre 4, Funäsdalen 0'],
		[{ dots: { 2: 3 } }, 'Funäsdalen 3'],
		[{ ranking: ['2', '1'] }, '1. Funäsdalen, 2. Åre']
	])('%o is told in words', (vote, said) => {
		expect(told(state('a', 1, { options }), vote)).toBe(said);
	});

	it.each([
		[{ options: ['1', '2'] }, { options: ['2', '1'] }, true],
		[{ options: ['1'] }, { options: [] }, false],
		[{ dots: { 1: 2, 2: 0 } }, { dots: { 1: 2 } }, true],
		[{ scores: { 2: 1, 1: 0 } }, { scores: { 1: 0, 2: 1 } }, true],
		[{ ranking: ['1', '2'] }, { ranking: ['2', '1'] }, false],
		[{ answer: 'yes', reason: '' }, { answer: 'yes' }, true],
		[{ answer: 'no', reason: 'dyrt' }, { reason: 'dyrt', answer: 'no' }, true],
		[{ answer: 'no', reason: 'dyrt' }, { answer: 'no', reason: 'dyrare' }, false]
	])('%o and %o say the same: %s', (one, other, same) => {
		expect(alike(one, other)).toBe(same);
	});
});

describe('what is sent', () => {
	it('holds no option that nothing was given, and no reason with a yes', () => {
		expect(sent({ dots: { a: 2, b: 0 } })).toEqual({ dots: { a: 2 } });
		expect(sent({ answer: 'yes', reason: 'kvar' })).toEqual({ answer: 'yes' });
		expect(sent({ answer: 'no', reason: 'därför' })).toEqual({ answer: 'no', reason: 'därför' });
	});

	it.each([
		[{ options: [] }, false],
		[{ options: ['1'] }, true],
		[{ scores: {} }, false],
		[{ scores: { a: 0 } }, true],
		[{ dots: { a: 0 } }, false],
		[{ ranking: ['1'] }, true],
		[{ answer: '', reason: '' }, false]
	])('%j is something: %s', (vote, something) => expect(given(vote)).toBe(something));
});

it('a rank moves by one step and not over its ends', () => {
	expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
	expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
	expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});

describe('the secret of an anonymous vote', () => {
	beforeEach(() => localStorage.clear());

	const lost = () => Promise.reject(new Problem(0, 'unanswered'));

	it('is kept with the vote, one for each ballot and voter', async () => {
		const proofs: object[] = [];
		const send = async (proof: object) => void proofs.push(proof);
		await castSealed('b', 'ada', { answer: 'yes' }, send);
		await castSealed('b', 'ada', { answer: 'no', reason: 'x' }, send);
		await castSealed('b', 'bo', { answer: 'yes' }, send);
		const { secret } = sealed('b', 'ada');
		expect(secret).toMatch(/^[0-9a-f]{48}$/);
		expect(proofs.slice(0, 2)).toEqual([
			{ secret, was: undefined },
			{ secret, was: { answer: 'yes' } }
		]);
		expect(sealed('b', 'ada').votes).toEqual([{ answer: 'no', reason: 'x' }]);
		expect(sealed('b', 'bo').secret).not.toBe(secret);
	});

	it('finds the vote that was counted when answers were lost', async () => {
		await castSealed('b', 'ada', { answer: 'yes' }, async () => undefined);
		await expect(castSealed('b', 'ada', { answer: 'no', reason: 'x' }, lost)).rejects.toThrow();
		const tried: unknown[] = [];
		await castSealed('b', 'ada', { answer: 'reservation' }, async ({ was }) => {
			tried.push(was?.answer);
			if (was?.answer !== 'yes') throw new Problem(409, 'vote_sealed');
		});
		expect(tried).toEqual(['no', 'yes']);
		expect(sealed('b', 'ada').votes).toEqual([{ answer: 'reservation' }]);
	});

	it('forgets a vote that was refused', async () => {
		const refused = () => Promise.reject(new Problem(422, 'vote_invalid'));
		await expect(castSealed('b', 'ada', { answer: 'no' }, refused)).rejects.toThrow();
		expect(sealed('b', 'ada').votes).toEqual([]);
	});
});

describe('clocks of a zone', () => {
	it.each([
		['2026-06-01T12:00', '2026-06-01T10:00:00.000Z'],
		['2026-12-01T12:00', '2026-12-01T11:00:00.000Z'],
		['2026-03-29T03:30', '2026-03-29T01:30:00.000Z']
	])('%s', (clock, moment) => {
		expect(momentOf(clock, 'Europe/Stockholm')?.toISOString()).toBe(moment);
		expect(clockAt(new Date(moment), 'Europe/Stockholm')).toBe(clock);
	});

	it('knows what is no time', () => expect(momentOf('', 'Europe/Stockholm')).toBeUndefined());
});

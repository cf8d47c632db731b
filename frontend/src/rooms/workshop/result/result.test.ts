import { describe, expect, it } from 'vitest';
import type { ResultItem } from '$api/result';
import {
	afterStep,
	apply,
	applyToSources,
	gaps,
	lateWords,
	promiseState,
	quoted,
	rowOf,
	tellsOfNewWall,
	told,
	wordless
} from './result';
import { note, part, result, standing, wall } from './sample';

describe('a result', () => {
	it('is after its events what a reload shows, also when they come twice', () => {
		const [decision, theme, text] = [part('decision'), part('theme'), part('text')];
		const said = standing(theme);
		let at = result([decision, theme]);
		const events = [
			{ type: 'result_item.added', data: text },
			{ type: 'standing.changed', data: said },
			{ type: 'result_item.changed', data: { ...decision, version: 2, title: 'B' } },
			{ type: 'result.changed', data: { ...result(), edition: 1, items: undefined, standings: undefined } }
		].map(({ type, data }) => ({ type, data: JSON.parse(JSON.stringify(data)) as unknown }));
		for (const event of events) at = apply(apply(at, event), event);
		expect(at.items.map(({ title }) => title)).toEqual([text.title, 'B', theme.title]);
		expect(at.standings).toEqual([said]);
		expect(at.edition).toBe(1);
		at = apply(at, { type: 'result_item.changed', data: decision });
		expect(at.items[1]?.title).toBe('B');
		at = apply(at, { type: 'result_item.removed', data: { ...theme, version: 2, removed: true } });
		expect(at.items).toHaveLength(2);
		expect(at.standings).toEqual([]);
	});

	it('forgets what somebody took back', () => {
		const theme = part('theme');
		const said = standing(theme);
		const at = apply(result([theme], [said]), {
			type: 'standing.changed',
			data: { ...said, version: 2, stands: '', removed: true }
		});
		expect(at.standings).toEqual([]);
	});

	it('says what its sources say now, and nothing of what was taken back', () => {
		const quote = part('quote', { sources: [{ kind: 'note', id: 'n' }] });
		let at = result([quote], [], [wall(note('n'))]);
		expect(told(at, quote.sources)).toMatchObject([
			{ text: 'text of n', name: 'Bo', organisation: 'Kvarnen' }
		]);
		at = applyToSources(at, { type: 'note.changed', data: note('n', { version: 2, text: 'other' }) });
		expect(told(at, quote.sources)).toMatchObject([{ text: 'other' }]);
		at = applyToSources(at, { type: 'note.withdrawn', data: note('n', { version: 3, withdrawn: true }) });
		expect(told(at, quote.sources)).toMatchObject([{ text: '', gone: true }]);
	});

	it('counts what came afterwards, and hears of a wall that was shown later', () => {
		const at = result([], [], [wall(note('a'), note('b', { late: true }))]);
		expect(lateWords(at)).toEqual({ notes: 1, questions: 0, organisations: 0, unlisted: 0 });
		const shown = { ...wall(), id: 'other', phase: 'revealed' };
		expect(tellsOfNewWall(at, { type: 'wall.changed', data: shown })).toBe(true);
		expect(tellsOfNewWall(at, { type: 'wall.changed', data: { ...shown, phase: 'hidden' } })).toBe(false);
		expect(tellsOfNewWall(at, { type: 'wall.changed', data: wall() })).toBe(false);
	});
});

describe('a part without a title or words', () => {
	const gone = { kind: 'note', id: 'gone' } as const;
	const there = { kind: 'note', id: 'a' } as const;
	const at = result([], [], [wall(note('a', { text: ' Mer  nät ' }))]);

	it('is called by the first words of what it rests on and is still there', () => {
		expect(quoted(at, part('theme', { title: '', sources: [gone, there] }))).toBe('Mer nät');
		expect(quoted(at, part('theme', { title: '', sources: [gone] }))).toBeUndefined();
	});

	it('has nothing to say where it is a step, or its source is gone', () => {
		expect(wordless(at, part('decision', { drafted: true }))).toBe(true);
		expect(wordless(at, part('decision'))).toBe(false);
		expect(wordless(at, part('decision', { drafted: true, text: 'Ja' }))).toBe(false);
		expect(wordless(at, part('decision', { drafted: true, sources: [{ kind: 'ballot', id: 'b' }] }))).toBe(
			false
		);
		expect(wordless(at, part('quote', { title: '', sources: [gone] }))).toBe(true);
		expect(wordless(at, part('quote', { title: '', sources: [there] }))).toBe(false);
	});
});

describe('a promise', () => {
	const owner = { kind: 'participant' as const, id: 'p', name: 'Bo' };

	it('is made when its owner confirms the words that it has', () => {
		const item = part('promise', { owner, words: 2 });
		expect(promiseState(part('promise'), [])).toBe('unowned');
		expect(promiseState(item, [standing(item)])).toBe('proposed');
		expect(promiseState(item, [standing(item, { owner: true, of_words: 1 })])).toBe('proposed');
		expect(promiseState(item, [standing(item, { owner: true })])).toBe('made');
		expect(promiseState(item, [standing(item, { owner: true, stands: 'contest' })])).toBe('declined');
	});
});

describe('before publishing', () => {
	it('says what is missing', () => {
		const [empty, nameless, promise] = [part('decision'), part('theme', { title: ' ' }), part('promise')];
		const contested = part('quote');
		const found = gaps(
			result([empty, nameless, promise, contested], [standing(contested, { stands: 'contest', words: 'no' })])
		);
		expect(found).toMatchObject({
			empty: [empty],
			unnamed: [nameless],
			unowned: [promise],
			undated: [promise],
			unconfirmed: [],
			contested: [contested],
			leftOut: [],
			openBallots: []
		});
	});
});

describe('moving a part', () => {
	it('goes one step among its kind', () => {
		const [a, b, c, other] = [part('decision'), part('decision'), part('decision'), part('theme')];
		const at = result([a, b, c, other] as ResultItem[]);
		const moved = (item: ResultItem, step: -1 | 1) => afterStep(rowOf(at, item), item, step);
		expect(moved(b!, -1)).toBe('');
		expect(moved(c!, -1)).toBe(a!.id);
		expect(moved(a!, 1)).toBe(b!.id);
		expect(moved(a!, -1)).toBeUndefined();
		expect(moved(c!, 1)).toBeUndefined();
		expect(moved(other!, 1)).toBeUndefined();
	});
});

import { expect, it } from 'vitest';
import { afterStep, bySteps, rowOf } from './result';
import { note, part, result, wall } from './sample';

const on = (id: string) => ({ sources: [{ kind: 'note' as const, id }] });
const first = wall(note('a'), note('b'));
const second = { ...wall(note('c')), id: 'other' };

it('themes of several walls stand under the step of each', () => {
	const [c, a, own, b] = [
		part('theme', on('c')),
		part('theme', on('a')),
		part('theme'),
		part('theme', on('b'))
	];
	const at = result([c!, a!, own!, b!], [], [first, second]);
	expect(bySteps(at, at.items).map(({ step, items }) => [step?.title, ...items.map(({ id }) => id)])).toEqual(
		[
			[undefined, own!.id],
			['step wall', a!.id, b!.id],
			['step other', c!.id]
		]
	);
	// One is moved among those that stand beside it.
	expect(afterStep(rowOf(at, b!), b!, -1)).toBe('');
	expect(afterStep(rowOf(at, c!), c!, 1)).toBeUndefined();
});

it('of one wall no step is named', () => {
	const items = [part('theme', on('a')), part('theme')];
	expect(bySteps(result(items, [], [first]), items)).toEqual([{ items }]);
});

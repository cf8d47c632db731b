import { expect, test } from 'vitest';
import { Draft, MOST_OPTIONS } from './start.svelte';

test('what is taken stands behind what is written, each once and no more than a ballot has', () => {
	const draft = new Draft();
	draft.take(['Skyltar', 'Stugor']);
	expect(draft.options).toEqual(['Skyltar', 'Stugor']);
	draft.options = ['Eget', ' ', 'Stugor'];
	draft.take(['Skyltar', 'Stugor']);
	expect(draft.options).toEqual(['Eget', 'Stugor', 'Skyltar']);
	draft.take(Array.from({ length: 30 }, (_, n) => `Grupp ${n}`));
	expect(draft.options).toHaveLength(MOST_OPTIONS);
	expect(draft.options.slice(0, 4)).toEqual(['Eget', 'Stugor', 'Skyltar', 'Grupp 0']);
});

test('of the options two stay', () => {
	const draft = new Draft();
	draft.options = ['Skyltar', 'Stugor', 'Skidor'];
	draft.remove(1);
	expect(draft.options).toEqual(['Skyltar', 'Skidor']);
	draft.remove(0);
	expect(draft.options).toEqual(['Skyltar', 'Skidor']);
});

test('it begins as the place suggests, with the number that is usual for the kind', () => {
	const draft = new Draft(undefined, { kind: 'dots', title: 'Vad är viktigast?' });
	expect(draft.body()).toMatchObject({
		kind: 'dots',
		title: 'Vad är viktigast?',
		most: 5,
		hidden: true,
		voice: 'person'
	});
	expect(draft.options).toEqual(['', '']);
});

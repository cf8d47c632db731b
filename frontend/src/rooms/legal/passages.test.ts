import { expect, test } from 'vitest';
import { paragraphs } from './passages';

test('marks what is to be filled in, and keeps the rest as it is', () => {
	expect(paragraphs('Ett [[namn]] här.\n\nSlut.')).toEqual([
		[
			{ text: 'Ett ', toFill: false },
			{ text: 'namn', toFill: true },
			{ text: ' här.', toFill: false }
		],
		[{ text: 'Slut.', toFill: false }]
	]);
});

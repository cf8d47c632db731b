import { expect, test } from 'vitest';
import { choiceIn, wordOf } from './letter';

test('a link brings a word and at most a choice that there is', () => {
	const link = (query: string) => new URL(`https://kraftsam.example/answer?${query}`);
	expect(wordOf(link('token=ABC234&answer=no'))).toBe('ABC234');
	expect(choiceIn(link('token=ABC234&answer=no'))).toBe('no');
	expect(wordOf(link('token=../members'))).toBe('');
	expect(wordOf(link('answer=yes'))).toBe('');
	expect(choiceIn(link('token=ABC234&answer=maybe'))).toBe('');
});

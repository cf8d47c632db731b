import { expect, test } from 'vitest';
import { choiceIn, wordOf } from './letter';

test.each(['#', '?'])('a link brings a word after %s, and at most a choice that there is', (sign) => {
	const link = (brought: string) => new URL(`https://kraftsam.example/answer${sign}${brought}`);
	expect(wordOf(link('token=ABC234&answer=no'))).toBe('ABC234');
	expect(choiceIn(link('token=ABC234&answer=no'))).toBe('no');
	expect(wordOf(link('token=../members'))).toBe('');
	expect(wordOf(link('answer=yes'))).toBe('');
	expect(choiceIn(link('token=ABC234&answer=maybe'))).toBe('');
});

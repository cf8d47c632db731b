import { expect, test } from 'vitest';
import type { AnswerChoice } from '$api/notice';
import { choiceIn, sent, wordOf } from './answering';

const yes: AnswerChoice = { answer: 'yes', line: 'none' };
const no: AnswerChoice = { answer: 'no', line: 'needed', most: 500 };
const asked = { answers: [yes, no] };

test.each(['#', '?'])('a link brings a word after %s, and at most a choice that there is', (sign) => {
	const link = (brought: string) => new URL(`https://kraftsam.example/answer${sign}${brought}`);
	expect(wordOf(link('token=ABC234&answer=no'))).toBe('ABC234');
	expect(choiceIn(link('token=ABC234&answer=no'), asked)).toBe('no');
	expect(wordOf(link('token=../members'))).toBe('');
	expect(wordOf(link('answer=yes'))).toBe('');
	expect(choiceIn(link('token=ABC234&answer=maybe'), asked)).toBeUndefined();
	expect(choiceIn(link('token=ABC234'), asked)).toBeUndefined();
});

test('a line goes with answers that take one', () => {
	expect(sent(yes, 'för dyrt')).toEqual({ answer: 'yes' });
	expect(sent(no, 'för dyrt')).toEqual({ answer: 'no', reason: 'för dyrt' });
	expect(sent(no, ' ')).toEqual({ answer: 'no' });
});

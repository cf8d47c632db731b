import { expect, test } from 'vitest';
import { codeIn, spaced } from './code';

test.each([
	['bcd fgh', 'BCDFGH'],
	[' b-c-d–f g h ', 'BCDFGH'],
	['BCD\u00a0FGH', 'BCDFGH'],
	['#bcdfgh.', 'BCDFGH'],
	['https://kraftsam.example/w/bcdfgh?x=1', 'BCDFGH'],
	['kraftsam.example/w/BCDFGH', 'BCDFGH'],
	['5cd8g2', 'SCDBGZ'],
	['34bcdf', '34BCDF'],
	['', ''],
	['åäö', 'ÅÄÖ']
])('%o is read as %s', (typed, code) => expect(codeIn(typed)).toBe(code));

test('a code is shown in two halves', () => {
	expect(spaced('BCDFGH')).toBe('BCD FGH');
	expect(spaced('BC')).toBe('BC');
});

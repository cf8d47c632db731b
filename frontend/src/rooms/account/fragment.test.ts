import { expect, test } from 'vitest';
import { invitationIn, tokenIn } from './fragment';

test('the token stands after the #', () => {
	expect(tokenIn(new URL('http://site.example/reset#token=a-b_c'))).toBe('a-b_c');
	expect(tokenIn(new URL('http://site.example/reset?token=x'))).toBe('');
	expect(tokenIn(new URL('http://site.example/reset#'))).toBe('');
});

test('only the page of invitations leads to one', () => {
	expect(invitationIn('/join#token=abc')).toBe('abc');
	expect(invitationIn('/join')).toBeUndefined();
	expect(invitationIn('/threads/x#token=abc')).toBeUndefined();
});

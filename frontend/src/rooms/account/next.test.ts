import { expect, test } from 'vitest';
import { nextAddress } from './next';

const after = (next: string) =>
	nextAddress(new URL(`http://site.example/sign-in?next=${encodeURIComponent(next)}`));

test('leads back to where one came from', () => {
	expect(after('/threads/x?around=y#write')).toBe('/threads/x?around=y#write');
});

test.each([
	'https://evil.example/',
	'//evil.example/',
	'/\\evil.example',
	'javascript:alert(1)',
	'threads',
	''
])('never leaves the site: %s', (next) => {
	expect(after(next)).toBe('/');
});

test('without an address it is the start', () => {
	expect(nextAddress(new URL('http://site.example/sign-in'))).toBe('/');
});

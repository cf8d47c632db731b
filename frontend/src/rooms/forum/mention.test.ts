import { describe, expect, it } from 'vitest';
import { marked, mentionedIn, namesOf, typedName, unmarked } from './mention';

describe('what is typed of a name', () => {
	it.each([
		['@', 1, ''],
		['Hej @ad', 7, 'ad'],
		['Hej @Ada Li', 11, 'Ada Li'],
		['(@å', 3, 'å'],
		['rad\n@bo', 7, 'bo'],
		['@Åre & Co', 9, 'Åre & Co'],
		['Hej @ad och mer', 7, 'ad']
	])('%j at %i', (text, caret, query) => {
		expect(typedName(text, caret)).toEqual({ from: caret - query.length - 1, query });
	});

	it.each([
		['ada@by.example', 14],
		['Hej', 3],
		['@ada och bo och mer', 19],
		['@ ', 2]
	])('nothing in %j', (text, caret) => {
		expect(typedName(text, caret)).toBeUndefined();
	});
});

describe('names and links', () => {
	const names = { Ada: 'member:a1', 'Ada Lind': 'member:a2', 'Kvarn [1]': 'organisation:o-1' };

	it('a name becomes a link, the longest first, and comes back', () => {
		const text = 'Hej @Ada Lind, @Ada och @Kvarn [1]! Inte @Adam eller x@Ada.';
		const stored =
			'Hej [@Ada Lind](member:a2), [@Ada](member:a1) och [@Kvarn \\[1\\]](organisation:o-1)! Inte @Adam eller x@Ada.';
		expect(marked(text, names)).toBe(stored);
		expect(unmarked(stored)).toEqual({ text, names });
	});

	it('marking twice is marking once', () => {
		const once = marked('@Ada', names);
		expect(marked(once, names)).toBe(once);
	});

	it('of two people of one name the second stays a link', () => {
		const stored = '[@Ada](member:a1) och [@Ada](member:a3)';
		expect(unmarked(stored)).toEqual({ text: '@Ada och [@Ada](member:a3)', names: { Ada: 'member:a1' } });
		const { text, names: found } = unmarked(stored);
		expect(marked(text, found)).toBe(stored);
	});

	it('who is quoted is a name too, and a second post of theirs stays a link', () => {
		const stored =
			'> [Ada \\[x\\]](/posts/p1):\n> ett\n\nJa, [@Ada](member:a1).\n\n> [Ada \\[x\\]](/posts/p2):\n> två';
		const { text, names: found } = unmarked(stored);
		expect(text).toBe('> Ada [x]:\n> ett\n\nJa, @Ada.\n\n> [Ada \\[x\\]](/posts/p2):\n> två');
		expect(found).toEqual({ '> Ada [x]': '/posts/p1', Ada: 'member:a1' });
		expect(marked(text, found)).toBe(stored);
		expect(marked('> Bo:\n> ett', found)).toBe('> Bo:\n> ett');
		expect(unmarked('> [Ada](/posts/p3):', { '> Ada': '/posts/p1' }).text).toBe('> [Ada](/posts/p3):');
	});

	it('a text without names is as it was', () => {
		expect(marked('a @b', {})).toBe('a @b');
		expect(namesOf('inte json')).toEqual({});
		expect(namesOf(undefined)).toEqual({});
	});
});

it('the organisations that are called upon, each once', () => {
	const text = marked('Hej @Berg [x] och @Berg [x] och @Ada!', {
		'Berg [x]': 'organisation:o1',
		Ada: 'member:m1'
	});
	expect(mentionedIn(text)).toEqual([{ id: 'o1', name: 'Berg [x]' }]);
});

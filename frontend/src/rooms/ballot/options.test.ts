import { expect, it } from 'vitest';
import { spread } from './options';

it('dots stop at none and at what is left', () => {
	expect(spread({}, 'a', 1, 2)).toEqual({ a: 1 });
	expect(spread({ a: 1, b: 1 }, 'b', 1, 2)).toBeUndefined();
	expect(spread({ a: 1, b: 1 }, 'b', -1, 2)).toEqual({ a: 1, b: 0 });
	expect(spread({ a: 0 }, 'a', -1, 2)).toBeUndefined();
	expect(spread({ a: 4, b: 4 }, 'a', -1, 5)).toEqual({ a: 3, b: 4 });
});

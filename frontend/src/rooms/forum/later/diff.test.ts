import { describe, expect, it } from 'vitest';
import { dice } from '../village';
import { diff, type Piece } from './diff';

const short = (pieces: Piece[]) =>
	pieces.map(({ what, text }) => `${{ same: '', added: '+', removed: '-' }[what]}${text}`);

describe('what changed between two texts', () => {
	it.each([
		['lika', 'lika', ['lika']],
		['ett två tre', 'ett två fyra tre', ['ett två ', '+fyra ', 'tre']],
		['ett två tre', 'ett tre', ['ett ', '-två ', 'tre']],
		['en röd stuga här', 'en blå kåk här', ['en ', '-röd stuga', '+blå kåk', ' här']],
		['', 'nytt', ['+nytt']],
		['gammalt', '', ['-gammalt']],
		['', '', []]
	])('%j and %j', (before, after, pieces) => {
		expect(short(diff(before, after))).toEqual(pieces);
	});

	it('holds every character of both', () => {
		for (let seed = 0; seed < 300; seed++) {
			const roll = dice(seed);
			const some = () =>
				Array.from({ length: roll(30) }, () => ['a', 'bb', ' ', '\n', 'å', '. '][roll(6)]).join('');
			const [before, after] = [some(), some()];
			const pieces = diff(before, after);
			const of = (not: Piece['what']) => pieces.filter(({ what }) => what !== not).map(({ text }) => text);
			expect(of('added').join('')).toBe(before);
			expect(of('removed').join('')).toBe(after);
		}
	});

	it('is done with the longest texts', () => {
		const one = Array.from({ length: 5000 }, (_, n) => `a${n}`).join(' ');
		const two = Array.from({ length: 5000 }, (_, n) => `b${n}`).join(' ');
		expect(diff(one, two)).toHaveLength(2);
	});
});

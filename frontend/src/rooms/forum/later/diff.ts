/** A run of words that two texts share, or that only one of them has. */
export interface Piece {
	what: 'same' | 'added' | 'removed';
	text: string;
}

/** Beyond this many pairs of words a whole part is shown as replaced, so that no page ever hangs. */
const MOST_PAIRS = 4_000_000;

/** What changed between two texts, word by word; together the pieces hold every character of both. */
export function diff(before: string, after: string): Piece[] {
	const one = words(before);
	const two = words(after);
	let head = 0;
	while (head < one.length && head < two.length && one[head] === two[head]) head++;
	let tail = 0;
	const most = Math.min(one.length, two.length) - head;
	while (tail < most && one[one.length - 1 - tail] === two[two.length - 1 - tail]) tail++;
	const middle = between(one.slice(head, one.length - tail), two.slice(head, two.length - tail));
	return joined([
		{ what: 'same', text: one.slice(0, head).join('') },
		...middle,
		{ what: 'same', text: one.slice(one.length - tail).join('') }
	]);
}

const words = (text: string): string[] => text.match(/[\p{L}\p{M}\d]+|\s+|[^\p{L}\p{M}\d\s]/gu) ?? [];

/** The longest common run of words, by the classic table: rows of `one`, columns of `two`. */
function between(one: string[], two: string[]): Piece[] {
	if (one.length * two.length > MOST_PAIRS)
		return [
			{ what: 'removed', text: one.join('') },
			{ what: 'added', text: two.join('') }
		];
	const wide = two.length + 1;
	const common = new Uint16Array((one.length + 1) * wide);
	for (let i = one.length - 1; i >= 0; i--)
		for (let j = two.length - 1; j >= 0; j--)
			common[i * wide + j] =
				one[i] === two[j]
					? common[(i + 1) * wide + j + 1]! + 1
					: Math.max(common[(i + 1) * wide + j]!, common[i * wide + j + 1]!);
	const pieces: Piece[] = [];
	let i = 0;
	let j = 0;
	while (i < one.length || j < two.length) {
		if (i < one.length && j < two.length && one[i] === two[j]) {
			pieces.push({ what: 'same', text: one[i]! });
			i++;
			j++;
		} else if (
			i < one.length &&
			(j === two.length || common[(i + 1) * wide + j]! >= common[i * wide + j + 1]!)
		)
			pieces.push({ what: 'removed', text: one[i++]! });
		else pieces.push({ what: 'added', text: two[j++]! });
	}
	return pieces;
}

/**
 * Neighbours of a kind as one. A space between two changes belongs to both, so that a changed phrase reads as one removal and
 * one addition and not as a stutter of words.
 */
function joined(pieces: Piece[]): Piece[] {
	const out: Piece[] = [];
	let removed = '';
	let added = '';
	const flush = () => {
		if (removed) out.push({ what: 'removed', text: removed });
		if (added) out.push({ what: 'added', text: added });
		removed = added = '';
	};
	pieces.forEach((piece, at) => {
		if (piece.text === '') return;
		if (piece.what === 'removed') removed += piece.text;
		else if (piece.what === 'added') added += piece.text;
		else if (
			removed &&
			added &&
			/^[^\S\n]+$/.test(piece.text) &&
			pieces[at + 1] &&
			pieces[at + 1]!.what !== 'same'
		) {
			removed += piece.text;
			added += piece.text;
		} else {
			flush();
			const last = out.at(-1);
			if (last?.what === 'same') last.text += piece.text;
			else out.push({ ...piece });
		}
	});
	flush();
	return out;
}

import { describe, expect, it } from 'vitest';
import type { WallAt } from '$api/wall';
import { apply, byDots, choices, digest, firstWords, groups, spread, unnamed } from './shown';
import { WallServer } from './wallServer';

/** Numbers that look random and are the same each time. */
function random(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

/** Follows a server from what was read, without what is not told in events. */
function follow(server: WallServer, from: WallAt): WallAt {
	const told = server.after(from.seq);
	const after = told.reduce((at, event) => {
		const next = apply(at, event);
		expect(apply(next, event)).toEqual(next);
		return next;
	}, from);
	return { ...after, seq: from.seq + told.length };
}

describe('state + event = the state read again', () => {
	it.each(Array.from({ length: 40 }, (_, i) => i + 1))('whatever is done, %i', (seed) => {
		const r = random(seed);
		const server = new WallServer();
		const other = new WallServer('other');
		let at = server.read('ada');
		const notes = [server.write('a'), server.write('b')];
		const clusters = ['none'];
		const one = (list: string[]) => list[r(list.length)]!;
		const deeds = [
			() => notes.push(server.write('x')),
			() => server.move(one(notes), r(2) ? one(clusters) : undefined, r(2) === 0),
			() => server.merge(one(notes), one(notes)),
			() => server.merge(one(notes), one(notes)),
			() => clusters.push(server.form('g')),
			() => r(3) || server.dissolve(one(clusters)),
			() => r(3) || server.withdraw(one(notes)),
			() => server.set({ dots_hidden: r(2) === 0 }),
			() => server.turn((['revealed', 'clustering', 'dots', 'done'] as const)[r(4)]!),
			() => {
				const standing = server.read().notes.filter(({ into }) => !into);
				const on = standing[r(standing.length)]?.id;
				if (on) server.dot(one(['ada', 'bo']), [{ on, n: 1 + r(3) }]);
			}
		];
		for (let i = 0; i < 60; i++) {
			deeds[r(deeds.length)]!();
			if (i % (1 + r(4)) === 0) {
				other.write('elsewhere');
				at = other.after(0).reduce(apply, follow(server, at));
				// The digest and what dots are one's own are told by reading alone.
				const bare = (all: WallAt) => ({ ...all, digest: undefined, mine: undefined });
				expect(bare(at)).toEqual(bare(server.read('ada')));
				at = { ...at, mine: server.read('ada').mine };
			}
		}
	});

	it('gives back the dots on what is gone', () => {
		const server = new WallServer();
		const note = server.write('a');
		server.turn('dots');
		server.dot('ada', [{ on: note, n: 2 }]);
		const at = server.read('ada');
		server.withdraw(note);
		expect(follow(server, at).mine?.dots).toEqual([]);
	});

	it('has the digest of the API', async () => {
		const server = new WallServer();
		const note = server.write('å 👩‍👧');
		server.turn('clustering');
		server.move(note, server.form('Ett'), true);
		// As Go computes it of the same: see app/workshop/wall/digest_test.go.
		expect(await digest(server.read())).toBe(
			'80faf6064ef249726953d661341c39cdfda40d737e168a90875afa21a46f33ad'
		);
	});
});

describe('what is drawn', () => {
	const server = new WallServer();
	const [a, b, c] = [server.write('a'), server.write('b'), server.write('c')];
	server.turn('clustering');
	const group = server.form('Ett');
	server.move(b, group, true);
	server.merge(c, b);

	it('is the loose notes, and each cluster with its notes and their sources', () => {
		const drawn = groups(server.read());
		expect(drawn.map(({ cluster, notes }) => [cluster?.id, notes.map(({ note }) => note.id)])).toEqual([
			[undefined, [a]],
			[group, [b]]
		]);
		expect(drawn[1]!.notes[0]!.sources.map(({ id }) => id)).toEqual([c]);
	});

	it('stands in the order of the dots when it is done', () => {
		server.dot('ada', [{ on: group, n: 2 }]);
		server.turn('done');
		const [first, second] = byDots(groups(server.read()));
		expect([first!.cluster?.id, first!.dots, second!.cluster]).toEqual([group, 2, undefined]);
	});

	it('a group has the dots on it and those on its notes', () => {
		server.dot('ada', [
			{ on: group, n: 1 },
			{ on: b, n: 2 }
		]);
		server.turn('done');
		const [first, loose] = byDots(groups(server.read()));
		expect([first!.dots, first!.notes[0]!.dots, loose!.dots]).toEqual([3, 2, undefined]);
	});
});

it('groups are to be named that hold notes', () => {
	const server = new WallServer();
	const [a, b] = [server.write('a'), server.write('b')];
	server.turn('clustering');
	server.form('');
	expect(unnamed(groups(server.read()))).toBe(0);
	server.move(a, server.form(' '), true);
	server.move(b, server.form('Ett'), true);
	expect(unnamed(groups(server.read()))).toBe(1);
});

it('what hangs there can be put to the vote: groups where there are some, each once', () => {
	const server = new WallServer();
	const [a, b, c] = [server.write('Skyltar'), server.write('Stugor'), server.write('Skyltar')];
	server.turn('clustering');
	expect(choices(groups(server.read()))).toEqual(['Skyltar', 'Stugor']);
	const [stay, shown] = [server.form('Bo kvar'), server.form('')];
	server.form('Tom');
	server.move(a, shown, true);
	server.move(b, stay, true);
	server.move(c, stay, false);
	server.turn('dots');
	server.dot('ada', [{ on: shown, n: 1 }]);
	server.turn('done');
	expect(choices(groups(server.read()))).toEqual(['Skyltar', 'Bo kvar']);
});

it('dots are spread as far as they suffice', () => {
	expect(spread([], 'a', 1, 3)).toEqual([{ on: 'a', n: 1 }]);
	expect(spread([{ on: 'a', n: 1 }], 'a', -1, 3)).toEqual([]);
	expect(spread([{ on: 'a', n: 3 }], 'b', 1, 3)).toBeUndefined();
	expect(spread([], 'a', -1, 3)).toBeUndefined();
});

it('long notes are named by their first words', () => {
	expect(firstWords('  kort \n rad ')).toBe('kort rad');
	expect(firstWords('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`);
});

import { beforeEach, expect, test, vi } from 'vitest';
import { Finder } from './finder.svelte';

const all = ['Ada', 'Adam', 'Bo'];

beforeEach(() => {
	vi.useFakeTimers();
	return () => vi.useRealTimers();
});

function made(eager = false) {
	let text = '';
	const took: string[] = [];
	const shown: number[] = [];
	let answer = (asked: string) => Promise.resolve(all.filter((one) => one.startsWith(asked)));
	const finder = new Finder<string>({
		asked: () => text,
		find: (asked) => answer(asked),
		eager: () => eager,
		take: (one) => took.push(one),
		shown: (n) => shown.push(n),
		moved: () => undefined
	});
	const write = async (words: string) => {
		text = words;
		finder.look();
		await vi.runAllTimersAsync();
	};
	const press = (key: string) => {
		const event = new KeyboardEvent('keydown', { key, cancelable: true });
		finder.key(event);
		return event.defaultPrevented;
	};
	const slowly = (later: (asked: string) => Promise<string[]>) => (answer = later);
	return { finder, took, shown, write, press, slowly };
}

test('an eager one takes the first by Enter, another lets the form be sent', async () => {
	const eager = made(true);
	await eager.write('Ad');
	expect([eager.press('Enter'), eager.took]).toEqual([true, ['Ada']]);
	const calm = made();
	await calm.write('Ad');
	expect([calm.press('Enter'), calm.took]).toEqual([false, []]);
	expect([calm.press('ArrowUp'), calm.finder.at, calm.press('ArrowDown'), calm.finder.at]).toEqual([
		true,
		1,
		true,
		0
	]);
	expect([calm.press('Enter'), calm.took, calm.finder.found]).toEqual([true, ['Ada'], undefined]);
});

test('one letter is no question, and what nothing answers to is told', async () => {
	const { finder, shown, write, press } = made();
	await write('A');
	expect([finder.found, shown]).toEqual([undefined, []]);
	await write('Zz');
	expect([finder.found, shown]).toEqual([[], [0]]);
	expect([press('ArrowDown'), press('Escape'), finder.found]).toEqual([false, true, undefined]);
});

test('an answer that comes late, or after the reader went on, is not shown', async () => {
	const { finder, write, slowly } = made();
	const waiting: ((found: string[]) => void)[] = [];
	slowly(() => new Promise((answer) => waiting.push(answer)));
	await write('Ad');
	await write('Ada');
	waiting[1]!(['Ada']);
	waiting[0]!(['Adam']);
	await vi.runAllTimersAsync();
	expect(finder.found).toEqual(['Ada']);
	finder.leave();
	await write('Bo');
	waiting[2]!(['Bo']);
	await vi.runAllTimersAsync();
	expect(finder.found).toBeUndefined();
	finder.enter();
	await write('Bo');
	waiting[3]!(['Bo']);
	await vi.runAllTimersAsync();
	expect(finder.found).toEqual(['Bo']);
});

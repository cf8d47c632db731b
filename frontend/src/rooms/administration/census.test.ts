import { expect, test, vi } from 'vitest';
import type { Citizen, List } from '$api/types';
import { Census, type Quest } from './census.svelte';

const nobody: Quest = { q: '', state: '', role: '' };
const citizen = (id: string) => ({ id }) as Citizen;
const page = (ids: string[], after: string | null = null): List<Citizen> => ({
	items: ids.map(citizen),
	before: null,
	after
});
const ids = (census: Census) => census.items.map(({ id }) => id);

test('reads on, and shows nobody twice', async () => {
	const read = vi.fn().mockResolvedValue(page(['b', 'c']));
	const census = new Census(page(['a', 'b'], 'b'), read);
	await census.more(nobody);
	expect(read).toHaveBeenCalledWith(nobody, 50, 'b');
	expect(ids(census)).toEqual(['a', 'b', 'c']);
	await census.more(nobody);
	expect(read).toHaveBeenCalledOnce();
});

test('an answer to an older question counts for nothing', async () => {
	let late: (answer: List<Citizen>) => void = () => undefined;
	const read = vi
		.fn()
		.mockReturnValueOnce(new Promise((resolve) => (late = resolve)))
		.mockResolvedValueOnce(page(['new']));
	const census = new Census(page([]), read);
	const first = census.look({ ...nobody, q: 'a' });
	await census.look({ ...nobody, q: 'ab' });
	late(page(['old']));
	await first;
	expect(ids(census)).toEqual(['new']);
	expect(census.reading).toBe(false);
});

test('keeps what it has when nothing could be read', async () => {
	const census = new Census(page(['a']), vi.fn().mockRejectedValue(new Error('down')));
	await census.look(nobody, false);
	expect(ids(census)).toEqual(['a']);
	expect(census.problem?.code).toBe('internal');
});

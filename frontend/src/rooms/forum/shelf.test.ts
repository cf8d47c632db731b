import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { Entry } from './entry';
import { memoryShelf, openShelf, type Shelf } from './shelf';

const entry = (key: string): Entry => ({
	key,
	member: 'ada',
	path: '/p',
	body: '{"text":"\ud800 å"}',
	lane: 'thread:1',
	order: 1,
	at: '',
	state: 'queued',
	tries: 0,
	due: 0
});

describe.each<[string, () => Promise<Shelf>]>([
	['in the browser’s database', () => openShelf(new IDBFactory())],
	['in memory', async () => memoryShelf()]
])('a shelf %s', (_, open) => {
	it('holds what is put on it, byte for byte', async () => {
		const shelf = await open();
		await shelf.add(entry('a'));
		expect(await shelf.all()).toEqual([entry('a')]);
	});

	it('changes, renames and takes away in one step', async () => {
		const shelf = await open();
		await shelf.add(entry('a'));
		expect(await shelf.change('a', (found) => ({ ...found, state: 'sending' }))).toMatchObject({
			state: 'sending'
		});
		await shelf.change('a', (found) => ({ ...found, key: 'b' }));
		expect((await shelf.all()).map(({ key, state }) => [key, state])).toEqual([['b', 'sending']]);
		expect(await shelf.change('b', () => undefined)).toBeUndefined();
		expect(await shelf.all()).toEqual([]);
	});

	it('has nothing to change where nothing lies', async () => {
		const shelf = await open();
		expect(await shelf.change('none', (found) => found)).toBeUndefined();
	});
});

it('outlives the tab in the database, and says where it does not', async () => {
	const factory = new IDBFactory();
	const shelf = await openShelf(factory);
	await shelf.add(entry('a'));
	expect(shelf.lasting).toBe(true);
	expect(await (await openShelf(factory)).all()).toHaveLength(1);
	expect((await openShelf(undefined)).lasting).toBe(false);
});

it('two tabs that claim one entry at once do it one after the other', async () => {
	const factory = new IDBFactory();
	const [one, other] = await Promise.all([openShelf(factory), openShelf(factory)]);
	await one.add(entry('a'));
	const count = (found: Entry) => ({ ...found, tries: found.tries + 1 });
	await Promise.all([one.change('a', count), other.change('a', count), one.change('a', count)]);
	expect((await one.all())[0]?.tries).toBe(3);
});

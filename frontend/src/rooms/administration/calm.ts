/** A row that is shown: as it is now, or as it was when somebody else decided it. */
export interface Held<Item> {
	item: Item;
	gone: boolean;
}

export const present = <Item>(item: Item): Held<Item> => ({ item, gone: false });

/**
 * The rows to show while the reader is pointing at the list: nothing moves. What others decided stays in its place, marked;
 * what came stands last; only what the reader decided leaves.
 */
export function calmly<Item extends { id: string }>(
	shown: Held<Item>[],
	now: Item[],
	own: readonly string[]
): Held<Item>[] {
	const waiting = new Map(now.map((item) => [item.id, item]));
	const kept = shown
		.filter(({ item }) => waiting.has(item.id) || !own.includes(item.id))
		.map(({ item }) => ({ item: waiting.get(item.id) ?? item, gone: !waiting.has(item.id) }));
	const known = new Set(kept.map(({ item }) => item.id));
	return [...kept, ...now.filter(({ id }) => !known.has(id)).map(present)];
}

import type { Entry } from './entry';

/** Where the outbox lies. `change` is one indivisible step over all tabs. */
export interface Shelf {
	all(): Promise<Entry[]>;
	add(entry: Entry): Promise<void>;
	/** Puts what `how` makes of the entry in its place; undefined takes it away, the same object leaves it. */
	change(key: string, how: (entry: Entry) => Entry | undefined): Promise<Entry | undefined>;
	/** Whether it outlives the tab. */
	readonly lasting: boolean;
}

const DATABASE = 'kraftsam-outbox';
const STORE = 'entries';

/** A shelf in IndexedDB; where the browser forbids that, one that lasts as long as the tab. */
export async function openShelf(factory: IDBFactory | undefined = globalThis.indexedDB): Promise<Shelf> {
	try {
		if (!factory) return memoryShelf();
		const opening = factory.open(DATABASE, 1);
		opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'key' });
		return databaseShelf(await done(opening));
	} catch {
		return memoryShelf();
	}
}

function databaseShelf(database: IDBDatabase): Shelf {
	// Only the writing itself is worth waiting for the disk: a state that is lost is found again by sending.
	const within = (mode: IDBTransactionMode, durability: IDBTransactionDurability = 'relaxed') => {
		const transaction = database.transaction(STORE, mode, { durability });
		return { store: transaction.objectStore(STORE), finished: finished(transaction) };
	};
	return {
		lasting: true,
		all: async () => done(within('readonly').store.getAll() as IDBRequest<Entry[]>),
		async add(entry) {
			const { store, finished } = within('readwrite', 'strict');
			store.add(entry);
			await finished;
		},
		async change(key, how) {
			const { store, finished } = within('readwrite');
			const found = await done(store.get(key) as IDBRequest<Entry | undefined>);
			const next = found && how(found);
			if (found && next !== found) {
				if (next?.key !== key) store.delete(key);
				if (next) store.put(next);
			}
			await finished;
			return next;
		}
	};
}

/** The same in memory. */
export function memoryShelf(): Shelf {
	const entries = new Map<string, Entry>();
	return {
		lasting: false,
		all: async () => [...entries.values()],
		async add(entry) {
			entries.set(entry.key, entry);
		},
		async change(key, how) {
			const found = entries.get(key);
			const next = found && how(found);
			if (found && next?.key !== key) entries.delete(key);
			if (next) entries.set(next.key, next);
			return next;
		}
	};
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}

function finished(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onabort = transaction.onerror = () => reject(transaction.error);
	});
}

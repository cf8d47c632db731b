import type { FieldError } from '$api/problem';

/**
 * queued: not sent yet, or surely not done (429) · sending: a tab has it in hand · unknown: sent without an answer,
 * so it is sent again under the same key · refused: surely not done; the person decides.
 */
export type EntryState = 'queued' | 'sending' | 'unknown' | 'refused';

/** One thing that somebody wrote and that is not on the server for certain. */
export interface Entry {
	/** The Idempotency-Key: one key, one thing, however often it is sent. */
	key: string;
	/** Who wrote it; it is never sent as anybody else. */
	member: string;
	path: string;
	/** The very bytes that are sent at each try, as the key names them too. */
	body: string;
	/** Entries of one lane are sent one after the other: a thread's id, or that of a place for new threads. */
	lane: string;
	order: number;
	at: string;
	state: EntryState;
	tries: number;
	/** Not to be sent before this time. */
	due: number;
	/** When it was sent first; a key holds for 30 days. */
	first?: number;
	refusal?: { status: number; code: string; errors: FieldError[] };
}

/** What a new entry needs to be told. */
export type Writing = Pick<Entry, 'member' | 'path' | 'lane'> & { body: object };

/** 128 random bits; made by hand because `randomUUID` is missing on plain http. */
export function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether it may be sent by a sender; what was refused waits for its writer. */
export const isPending = (entry: Entry): boolean => entry.state !== 'refused';

/** The entries that may be sent now: of each lane only the oldest, and only those that are due. */
export function sendable(entries: Entry[], member: string, now: number): Entry[] {
	const lanes = new Set<string>();
	return [...entries]
		.sort((one, other) => one.order - other.order)
		.filter((entry) => {
			if (entry.member !== member || !isPending(entry) || lanes.has(entry.lane)) return false;
			lanes.add(entry.lane);
			return entry.due <= now;
		});
}

/** What the server may say over the live connection: docs/live-client.md in types. */

/** A refusal, the same object over HTTP and over the socket. */
export interface Refusal {
	type?: string;
	title?: string;
	status: number;
	code: string;
}

/** A lasting change on a topic; `data` says how things are now. */
export interface LiveEvent {
	topic: string;
	seq: number;
	type: string;
	at: string;
	data: unknown;
}

/** Something that is worth nothing a moment later. */
export interface Signal {
	topic: string;
	signal: string;
	by?: { id: string; name: string };
	count?: number;
	names?: string[];
	thread?: string;
	at?: string;
	/** Of a member's own screens: what changed of their reading. */
	area?: string;
	reading?: unknown;
	/** How many notices are left to read. */
	unread?: number;
}

/** A place in a topic's log: everything up to `seq` is had, in the database called `epoch`. */
export interface Position {
	seq: number;
	epoch: string;
}

/** One object from the server, before it is known which kind it is. */
export interface Frame {
	id?: number | string;
	ok?: boolean;
	topic?: string;
	seq?: number;
	epoch?: string;
	type?: string;
	at?: string;
	data?: unknown;
	signal?: string;
	reset?: boolean;
	revoked?: boolean;
	problem?: Refusal;
}

/** Splits a text frame into its objects: several may come in one frame, a line each. */
export function parseFrames(text: string): Frame[] {
	return text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as Frame);
}

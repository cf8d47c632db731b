import type { DraftCopy } from '$api/types';
import { PREFIX } from './begun';

/** This moment, and one before all others, as drafts tell them. */
export const stamp = (): string => new Date().toISOString();
export const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** What was being written somewhere, as this browser keeps it. */
export interface Draft {
	text: string;
	/** What else the form holds: a title, a sub-area, the post that is answered. */
	fields: Record<string, string>;
	/** When it was kept. */
	at: string;
	/** The version on the server that it grew from. */
	base?: number;
	/** The server does not have it like this; undefined where that was never asked. */
	dirty?: boolean;
	/** What another device held, until the writer chooses. */
	other?: DraftCopy;
}

const VISITOR = 'visitor';
const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * Drafts by writer and place. What a visitor wrote becomes the member's when they sign in; what one member wrote is
 * never shown to another.
 */
export class Drafts {
	constructor(
		private readonly keeper: Keeper,
		private readonly now: () => number = Date.now
	) {}

	/** The draft of a member (undefined is a visitor) at a place, with what they wrote before they signed in. */
	read(member: string | undefined, place: string): Draft | undefined {
		const own = this.find(name(member, place));
		if (member === undefined) return own;
		const before = this.find(name(undefined, place));
		if (!before) return own;
		const joined = own && own.text !== before.text ? join(own, before) : before;
		if (this.write(member, place, joined)) this.drop(undefined, place);
		return joined;
	}

	/** Keeps a draft and answers when, or undefined where the browser has no room or does not allow it. */
	write(
		member: string | undefined,
		place: string,
		draft: Omit<Draft, 'at'> & { at?: string }
	): Date | undefined {
		const at = draft.at === undefined ? new Date(this.now()) : new Date(draft.at);
		// For whom one writes is kept by area, and is no draft of its own.
		const bare = Object.entries(draft.fields).every(([field, value]) => value === '' || field === 'as');
		const blank = draft.text === '' && bare;
		if (blank && draft.base === undefined && !draft.other) {
			this.drop(member, place);
			return at;
		}
		try {
			this.keeper.setItem(name(member, place), JSON.stringify({ ...draft, at: at.toISOString() }));
			return at;
		} catch {
			return undefined;
		}
	}

	/** Forgets a draft: it was sent, or thrown away. */
	drop(member: string | undefined, place: string): void {
		try {
			this.keeper.removeItem(name(member, place));
		} catch {
			// A browser that forbids storage has kept nothing either.
		}
	}

	/** All that a member has here, by place. */
	all(member: string): Map<string, Draft> {
		const prefix = name(member, '');
		const found = new Map<string, Draft>();
		for (const key of this.names()) {
			const draft = key.startsWith(prefix) ? this.find(key) : undefined;
			if (draft) found.set(key.slice(prefix.length), draft);
		}
		return found;
	}

	private names(): string[] {
		return Array.from({ length: this.keeper.length }, (_, at) => this.keeper.key(at) ?? '');
	}

	/** Forgets drafts that nobody touched for thirty days. */
	sweep(): void {
		const limit = this.now() - KEPT_FOR_MS;
		for (const found of this.names().filter((key) => key.startsWith(PREFIX))) {
			const draft = this.find(found);
			if (!draft || Date.parse(draft.at) < limit) this.keeper.removeItem(found);
		}
	}

	private find(key: string): Draft | undefined {
		try {
			const found = JSON.parse(this.keeper.getItem(key) ?? 'null') as Draft | null;
			return found && typeof found.text === 'string' ? { ...found, fields: found.fields ?? {} } : undefined;
		} catch {
			return undefined;
		}
	}
}

const name = (member: string | undefined, place: string) => `${PREFIX}${member ?? VISITOR}.${place}`;

function join(own: Draft, before: Draft): Draft {
	return {
		text: `${own.text}\n\n${before.text}`.trim(),
		fields: { ...own.fields, ...before.fields },
		at: before.at,
		base: own.base,
		dirty: true,
		other: own.other
	};
}

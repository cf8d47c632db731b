/** What was being written somewhere, as this browser keeps it. */
export interface Draft {
	text: string;
	/** What else the form holds: a title, a sub-area, the post that is answered. */
	fields: Record<string, string>;
	/** When it was kept. */
	at: string;
}

const PREFIX = 'kraftsam.draft.';
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
	write(member: string | undefined, place: string, draft: Pick<Draft, 'text' | 'fields'>): Date | undefined {
		const at = new Date(this.now());
		// For whom one writes is kept by area, and is no draft of its own.
		const bare = Object.entries(draft.fields).every(([field, value]) => value === '' || field === 'as');
		if (draft.text === '' && bare) {
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

	/** Forgets drafts that nobody touched for thirty days. */
	sweep(): void {
		const limit = this.now() - KEPT_FOR_MS;
		const names = Array.from({ length: this.keeper.length }, (_, at) => this.keeper.key(at) ?? '');
		for (const found of names.filter((key) => key.startsWith(PREFIX))) {
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
		at: before.at
	};
}

import type { Member } from '$api/types';
import { Drafts, type Draft } from './draft';
import { allowed } from './speaking';

const SAVE_AFTER_MS = 400;

/** How much a post may hold, in Unicode code points. */
export const TEXT_LIMIT = 10_000;

/** A text that is being written somewhere: kept as a draft while it grows, until it is sent. */
export class Writing {
	text = $state('');
	fields = $state<Record<string, string>>({});
	/** When the draft was last kept; undefined before the first time. */
	keptAt = $state.raw<Date>();
	/** The browser does not keep drafts. */
	lost = $state(false);
	/** When the draft that was found here was kept. */
	foundAt = $state<string>();
	readonly length = $derived([...this.text].length);
	readonly left = $derived(TEXT_LIMIT - this.length);
	readonly empty = $derived(this.text.trim() === '');

	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly place: string,
		private member: string | undefined,
		private readonly drafts: Drafts = browserDrafts()
	) {
		this.#take(drafts.read(member, place));
	}

	/** Somebody signed in or out meanwhile. What is in the box stays with whom it belongs to. */
	belongsTo(member: string | undefined): void {
		// Signed out: the text stays on the screen and in the draft of the one who wrote it.
		if (member === this.member || member === undefined) return;
		this.keep();
		const wasVisitor = this.member === undefined;
		this.member = member;
		const draft = this.drafts.read(member, this.place);
		if (draft || !wasVisitor) this.#take(draft);
	}

	/** Something was typed: the draft is kept as soon as there is a pause. */
	touched(): void {
		this.foundAt = undefined;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.keep(), SAVE_AFTER_MS);
	}

	/** Keeps the draft at once. */
	keep(): void {
		clearTimeout(this.#timer);
		this.keptAt = this.drafts.write(this.member, this.place, { text: this.text, fields: { ...this.fields } });
		this.lost = this.keptAt === undefined;
	}

	/** It was handed over or thrown away: nothing of it is left here. */
	clear(fields: Record<string, string> = {}): void {
		clearTimeout(this.#timer);
		this.drafts.drop(this.member, this.place);
		this.text = '';
		this.fields = fields;
		this.keptAt = this.foundAt = undefined;
	}

	#take(draft: Draft | undefined): void {
		this.text = draft?.text ?? '';
		this.fields = draft?.fields ?? {};
		this.foundAt = draft?.at;
		this.keptAt = undefined;
	}
}

let drafts: Drafts | undefined;

/** The drafts of this browser; where it keeps none, drafts say so when they are written. */
function browserDrafts(): Drafts {
	if (drafts) return drafts;
	try {
		drafts = new Drafts(localStorage);
		drafts.sweep();
	} catch {
		const none = { length: 0, key: () => null, getItem: () => null, removeItem: () => {} };
		drafts = new Drafts({ ...none, setItem: () => refuse() });
	}
	return drafts;
}

function refuse(): never {
	throw new DOMException('no storage', 'SecurityError');
}

/** A post as the API takes it. */
export function postBody(writing: Writing, member: Member): object {
	const { as = '', reply_to = '', lang = '' } = writing.fields;
	return {
		text: writing.text,
		lang: lang || undefined,
		reply_to: reply_to || undefined,
		as: allowed(member, as) || undefined
	};
}

/** A new thread as the API takes it. */
export function threadBody(writing: Writing, member: Member, tags: string[]): object {
	const {
		title = '',
		sub_area = '',
		municipality = '',
		as = '',
		lang = '',
		kind = '',
		deadline = ''
	} = writing.fields;
	return {
		title,
		text: writing.text,
		lang: lang || undefined,
		tags: tags.length > 0 ? tags : undefined,
		sub_area: sub_area || undefined,
		municipality: municipality || undefined,
		kind: kind || undefined,
		deadline: deadline || undefined,
		as: allowed(member, as) || undefined
	};
}

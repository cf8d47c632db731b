import type { Problem } from '$api/problem';
import type { DraftCopy, Member } from '$api/types';
import { t } from '$i18n/words.svelte';
import { attachmentsBody, wrongFiles } from './attached';
import { Drafts, LONG_AGO, stamp, type Draft } from './draft';
import { nothing, same, type Held, type Holder, type Merged } from './draftSync';
import { marked, namesOf, type Names } from './mention';
import type { Mention } from './mentioning.svelte';
import { allowed } from './speaking';
import { TAGS_LIMIT, TITLE_LIMIT } from './subjects';

const SAVE_AFTER_MS = 400;

/** How much a post may hold, in Unicode code points. */
export const TEXT_LIMIT = 10_000;

/** A text that is being written somewhere: kept as a draft while it grows, until it is sent. */
export class Writing implements Holder {
	text = $state('');
	fields = $state<Record<string, string>>({});
	/** When the draft was last kept; undefined before the first time. */
	keptAt = $state.raw<Date>();
	/** Since when the server has it as it is, for all devices. */
	savedAt = $state<string>();
	/** The browser does not keep drafts. */
	lost = $state(false);
	/** When the draft that was found here was kept. */
	foundAt = $state<string>();
	/** When another device wrote what stands here now. */
	takenAt = $state<string>();
	/** What another device held, until the writer chooses. */
	other = $state.raw<DraftCopy>();
	/** What stood here until it was sent or thrown away on another device. */
	gone = $state.raw<DraftCopy>();
	/** How many of its files are on their way. */
	sending = $state(0);
	/** Why the server does not keep it. */
	problem = $state.raw<Problem>();
	/** The text as it is sent: names that stand for somebody are links. */
	readonly marked = $derived(marked(this.text, this.names()));
	readonly length = $derived([...this.marked].length);
	readonly left = $derived(TEXT_LIMIT - this.length);
	readonly empty = $derived(this.text.trim() === '');
	/** Called when something is to be kept on the server. */
	onChange: (() => void) | undefined;

	#timer: ReturnType<typeof setTimeout> | undefined;
	#base: number | undefined;
	#dirty = false;
	#at = LONG_AGO;
	/** What was kept last, to tell whether anything changed. */
	#last: Pick<DraftCopy, 'text' | 'fields'> = { text: '', fields: {} };

	constructor(
		readonly place: string,
		private member: string | undefined,
		private readonly drafts: Drafts = browserDrafts()
	) {
		this.#take(drafts.read(member, place));
	}

	/** What this device holds and knows of the server's. */
	get held(): Held {
		const { text, other } = this;
		const fields = { ...this.fields };
		// For whom one would write, where nothing is written, is no draft.
		const begun = !nothing({ text, fields }) || !nothing(this.#last);
		const changed = begun && !same(this.#last, { text, fields });
		const at = changed ? stamp() : this.#at;
		return { text, fields, at, other, base: this.#base, dirty: this.#dirty || changed };
	}

	/** The version that a post is written as. */
	get base(): number | undefined {
		return this.#base;
	}

	/** Begins with a text that is no draft yet: it is one when somebody changes it. */
	begin(text: string, fields: Record<string, string>): void {
		[this.text, this.fields] = [text, fields];
		this.#last = { text, fields: { ...fields } };
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
		this.foundAt = this.takenAt = this.gone = this.savedAt = undefined;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.keep(), SAVE_AFTER_MS);
	}

	/** Keeps the draft at once. */
	keep(): void {
		clearTimeout(this.#timer);
		const { held } = this;
		this.#is(held);
		this.#write(held);
		if (held.dirty) this.onChange?.();
	}

	/** Lets names in the text stand for people and organisations. */
	name(names: Names): void {
		if (Object.keys(names).length === 0) return;
		this.fields.mentions = JSON.stringify({ ...this.names(), ...names });
	}

	/** The names that stand for people, organisations and quoted posts. */
	names(): Names {
		return namesOf(this.fields.mentions);
	}

	/** Whom its box may mention. */
	naming = (find: Mention['find']): Mention => ({
		find,
		name: (names) => this.name(names),
		names: () => this.names()
	});

	/** It was handed over to be sent; the server forgets its draft when it takes what was sent. */
	handOver(fields: Record<string, string> = {}): void {
		const other = this.#base === undefined ? this.other : undefined;
		this.#empty({ text: other?.text ?? '', fields: other?.fields ?? fields }, other !== undefined);
	}

	/** It was thrown away, or is not needed: nothing of it is left on any device. */
	clear(fields: Record<string, string> = {}): void {
		this.#empty({ text: '', fields }, this.#base !== undefined);
	}

	/** The writer chooses: the other words stand here now and these beside them, or they are done with. */
	choose(what: 'swap' | 'append' | 'drop'): void {
		const { other } = this;
		if (!other) return;
		const mine = { text: this.text, fields: { ...this.fields }, at: this.#at };
		if (what === 'append') this.text = `${this.text.trimEnd()}\n\n${other.text}`.trim();
		if (what === 'swap') [this.text, this.fields] = [other.text, { ...other.fields }];
		this.other = what === 'swap' ? mine : undefined;
		this.#dirty = true;
		this.keep();
	}

	/** Puts back what went because it was sent or thrown away elsewhere. */
	bringBack(): void {
		if (!this.gone) return;
		[this.text, this.fields] = [this.gone.text, { ...this.gone.fields }];
		this.gone = undefined;
		this.keep();
	}

	put({ held, news, lost }: Merged): void {
		if (this.text !== held.text) this.text = held.text;
		if (!same({ text: '', fields: this.fields }, { text: '', fields: held.fields }))
			this.fields = { ...held.fields };
		this.other = held.other;
		if (news === 'gone') this.gone = lost;
		if (news === 'taken') [this.takenAt, this.foundAt] = [held.at, undefined];
		this.#is(held);
		this.#write(held);
	}

	saved(at: string): void {
		this.savedAt = at;
		this.problem = undefined;
	}

	refused(problem: Problem): void {
		this.problem = problem;
	}

	#empty(left: Pick<DraftCopy, 'text' | 'fields'>, dirty: boolean): void {
		clearTimeout(this.#timer);
		this.text = left.text;
		this.fields = { ...left.fields };
		this.other = undefined;
		const held = { ...left, at: stamp(), base: this.#base, dirty };
		this.#is(held);
		this.#write(held);
		this.keptAt = this.savedAt = this.foundAt = this.takenAt = this.gone = undefined;
		if (dirty) this.onChange?.();
	}

	#is({ text, fields, at, base, dirty }: Held): void {
		this.#last = { text, fields: { ...fields } };
		this.#at = at;
		this.#base = base;
		this.#dirty = dirty;
	}

	#write(held: Held): void {
		this.keptAt = this.drafts.write(this.member, this.place, held);
		this.lost = this.keptAt === undefined;
	}

	#take(draft: Draft | undefined): void {
		this.text = draft?.text ?? '';
		this.fields = draft?.fields ?? {};
		this.other = draft?.other;
		this.foundAt = draft && !nothing(draft) ? draft.at : undefined;
		this.keptAt = this.savedAt = this.takenAt = this.gone = this.problem = undefined;
		const at = draft?.at ?? LONG_AGO;
		this.#is({
			text: this.text,
			fields: this.fields,
			at,
			base: draft?.base,
			dirty: draft ? draft.dirty !== false : false
		});
	}
}

let drafts: Drafts | undefined;

/** The drafts of this browser; where it keeps none, drafts say so when they are written. */
export function browserDrafts(): Drafts {
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
		text: writing.marked,
		lang: lang || undefined,
		reply_to: reply_to || undefined,
		as: allowed(member, as) || undefined,
		draft: writing.base,
		attachments: attachmentsBody(writing.fields)
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
		text: writing.marked,
		lang: lang || undefined,
		tags: tags.length > 0 ? tags : undefined,
		sub_area: sub_area || undefined,
		municipality: municipality || undefined,
		kind: kind || undefined,
		deadline: deadline || undefined,
		as: allowed(member, as) || undefined,
		draft: writing.base,
		attachments: attachmentsBody(writing.fields)
	};
}

/** What keeps a new thread from being sent, in words, by field. */
export function wrongOf(writing: Writing, tags: string[]): { title?: string; text?: string; tags?: string } {
	const title = writing.fields.title ?? '';
	const tooLong = [...title].length > TITLE_LIMIT ? t('forum.start.headingLong') : undefined;
	return {
		title: title.trim() === '' ? t('forum.start.headingEmpty') : tooLong,
		text: writing.empty ? t('forum.composer.empty') : wrongFiles(writing.fields, writing.sending),
		tags: tags.length > TAGS_LIMIT ? t('forum.start.tooManyTags') : undefined
	};
}

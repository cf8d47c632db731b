import { tick } from 'svelte';
import type { Member, Post, Reference } from '$api/types';
import { t } from '$i18n/words.svelte';
import { live } from '$live/live.svelte';
import { announce } from '$ui/announce';
import { attachedIn, fieldOf, wrongFiles, type Attached } from './attached';
import type { Entry } from './entry';
import { unmarked } from './mention';
import { tray } from './outbox.svelte';
import { inserted, ownWords, quotation } from './quoting';
import type { ThreadRoom } from './room';
import { allowed, lastAs } from './speaking';
import { showPost } from './toPost';
import { postBody, Writing } from './writing.svelte';

/** The box in which one writes, as far as composing needs it. */
export interface Box {
	focus(): void;
	/** Where the cursor is, or was last. */
	caret(): number;
	/** Puts the cursor there once the text is in the box. */
	place(caret: number): void;
}

const TOLD_EVERY_MS = 3_000;
/** What is published later than this is not shown by itself: its writer has gone on reading. */
const AT_ONCE_MS = 10_000;
/** Below this the open panel and what was sent do not both fit. */
const ROOMY = '(min-width: 40rem) and (min-height: 30rem)';

/** A post that is being written in a thread: kept as a draft, handed to the outbox, never lost. */
export class Composing {
	readonly lane: string;
	readonly writing: Writing;
	/** What keeps it from being sent, in words. */
	wrong = $state<string>();
	/** Whether the whole panel is shown, or only a line to write in. */
	open = $state(false);
	/** Slow mode makes the writer wait. */
	waits = $state(false);
	readonly parent: Post | undefined = $derived.by(() =>
		this.room.follower.window.posts.find((post) => post.id === this.writing.fields.reply_to)
	);
	readonly lang: string = $derived.by(() => this.writing.fields.lang || this.room.follower.thread.lang);

	/** The post that was sent last, until something more is written. */
	published = $state<string>();

	#handing = false;
	#handedAt = -Infinity;
	/** Sending closed the panel, in which the focus was. */
	#folded = false;
	#ended: Promise<void> | undefined;
	#typedAt = -Infinity;

	constructor(
		private readonly room: ThreadRoom,
		private readonly box: () => Box | undefined
	) {
		this.lane = `thread:${room.follower.thread.id}`;
		this.writing = new Writing(this.lane, room.member?.id);
	}

	/** Puts the cursor here, as an answer to a post where one is given. */
	write(reply?: Post): void {
		this.open = true;
		if (reply) this.set('reply_to', reply.id);
		this.box()?.focus();
	}

	/** Puts words of a post in at the cursor; without words, what the post itself says. */
	quote(id: string, words?: string): void {
		const post = this.room.follower.window.posts.find((one) => one.id === id);
		if (!post || post.withdrawn) return;
		this.open = true;
		if (!this.writing.fields.reply_to) this.set('reply_to', post.id);
		const at = this.box()?.caret() ?? this.writing.text.length;
		const said = quotation(post, words ?? ownWords(post.text));
		const { text, names } = unmarked(said, this.writing.names());
		this.writing.name(names);
		const made = inserted(this.writing.text, at, text);
		this.writing.text = made.text;
		this.writing.keep();
		this.box()?.place(made.caret);
		announce(t('forum.quoting.added'));
	}

	set(field: string, value: string): void {
		this.writing.fields[field] = value;
		this.writing.touched();
	}

	typed(): void {
		this.wrong = this.published = undefined;
		this.writing.touched();
		if (performance.now() - this.#typedAt < TOLD_EVERY_MS) return;
		this.#typedAt = performance.now();
		this.room.follower.typing();
	}

	async send(): Promise<void> {
		const { writing, room } = this;
		if (this.#handing || this.waits || !room.member) return;
		if (writing.empty) this.wrong = t('forum.composer.empty');
		else if (writing.left < 0) this.wrong = t('forum.composer.over', { n: -writing.left });
		else this.wrong = wrongFiles(writing.fields, writing.sending);
		if (this.wrong) return this.box()?.focus();
		this.#handing = true;
		this.#handedAt = performance.now();
		this.published = undefined;
		try {
			const path = `/api/threads/${room.follower.thread.id}/posts`;
			await tray.write({
				member: room.member.id,
				path,
				lane: this.lane,
				body: postBody(writing, room.member)
			});
			writing.handOver({ as: writing.fields.as ?? '', lang: writing.fields.lang ?? '' });
		} catch {
			this.wrong = t('forum.composer.draftNotKept');
		} finally {
			this.#handing = false;
		}
		live.probe();
		this.#folded = !this.wrong && !matchMedia(ROOMY).matches;
		if (!this.#folded) this.box()?.focus();
		else {
			this.open = false;
			(document.activeElement as HTMLElement | null)?.blur();
		}
		this.#ended = room.follower.toEnd();
	}

	/** A post of one's own is published: it is shown where it stands, unless it waited long. */
	async sent({ id }: Reference): Promise<void> {
		this.published = id;
		if (performance.now() - this.#handedAt > AT_ONCE_MS) return;
		await this.#ended;
		await tick();
		// The panel and the list have their sizes when they are drawn.
		requestAnimationFrame(() => showPost(id, this.#folded));
	}

	/** A refused post comes back into the box, beside what is there already. */
	takeBack(entry: Entry): void {
		const body = JSON.parse(entry.body) as Record<string, string> & { attachments?: Attached[] };
		const { writing } = this;
		const { text, names } = unmarked(body.text ?? '', writing.names());
		writing.text = writing.empty ? text : `${writing.text.trimEnd()}\n\n${text}`;
		writing.name(names);
		for (const field of ['reply_to', 'lang']) if (body[field]) this.set(field, body[field]);
		if (body.attachments)
			this.set('attachments', fieldOf([...attachedIn(writing.fields), ...body.attachments]));
		this.set('as', body.as ?? ''); // never for whom it was not written
		writing.keep();
		this.write();
	}

	/** The organisation that reactions are given for: the one that is chosen to write for. */
	speaksAs(member: Member | undefined): string {
		if (!member) return '';
		return allowed(member, this.writing.fields.as ?? lastAs(member, this.room.follower.thread.area));
	}
}

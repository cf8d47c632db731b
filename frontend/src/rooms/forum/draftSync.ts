import { asProblem, type Problem } from '$api/problem';
import type { DraftCopy, KeptDraft } from '$api/types';

/** What a device holds of a draft, and what it knows of the server's. */
export interface Held extends DraftCopy {
	/** The version on the server that this grew from; undefined where it knows of none. */
	base?: number;
	/** It was changed since. */
	dirty: boolean;
	/** What another device held, until the writer chooses. */
	other?: DraftCopy;
}

/** Where drafts are kept for all devices. */
export interface DraftServer {
	/** Undefined where there is none. */
	read(place: string): Promise<KeptDraft | undefined>;
	/** Refused with 412 and what is there now where `base` is not its version. */
	save(place: string, draft: Omit<Held, 'dirty'>, leaving?: boolean): Promise<KeptDraft>;
	drop(place: string, version: number, leaving?: boolean): Promise<void>;
}

/** What comes of what this device holds and what the server does. */
export interface Merged {
	held: Held;
	/**
	 * taken: another device's words stand in the box · apart: both are kept until the writer chooses · gone: it was sent or
	 * thrown away elsewhere, and what stood here is `lost`.
	 */
	news?: 'taken' | 'apart' | 'gone';
	lost?: DraftCopy;
}

/** Fields that are choices of the writer and not words that could be lost. */
const CHOICES = ['as', 'lang', 'version', 'mentions'];

/** Whether there is nothing in a draft that anybody would miss. */
export function nothing({ text, fields }: Pick<DraftCopy, 'text' | 'fields'>): boolean {
	const said = Object.entries(fields).some(([name, value]) => value !== '' && !CHOICES.includes(name));
	return text.trim() === '' && !said;
}

const choices = (fields: Record<string, string>) =>
	Object.fromEntries(Object.entries(fields).filter(([name]) => CHOICES.includes(name)));

const filled = (fields: Record<string, string>) =>
	JSON.stringify(
		Object.entries(fields)
			.filter(([, value]) => value !== '')
			.sort()
	);

/** Whether two copies hold the same. */
export const same = (
	one: Pick<DraftCopy, 'text' | 'fields'>,
	other: Pick<DraftCopy, 'text' | 'fields'>
): boolean => one.text === other.text && filled(one.fields) === filled(other.fields);

const copy = ({ text, fields, at }: DraftCopy): DraftCopy => ({ text, fields, at });

/** Two copies that both wait for a choice, as one: nothing that was typed is lost. */
function joined(one: DraftCopy | undefined, other: DraftCopy | undefined): DraftCopy | undefined {
	if (!one || !other) return one ?? other;
	if (one.text.includes(other.text)) return one;
	if (other.text.includes(one.text)) return other;
	return { ...one, text: `${one.text}\n\n${other.text}` };
}

/**
 * The rules of two devices. Whoever changed nothing takes what the server has. Where both changed, the newest stands in the box
 * and the other beside it until the writer chooses.
 */
export function merge(held: Held, server: KeptDraft | undefined): Merged {
	if (!server) {
		if (held.base === undefined) return { held };
		const own = { ...held, base: undefined };
		if (held.dirty) return { held: own };
		const emptied: Held = { ...own, text: '', fields: choices(held.fields), other: undefined };
		return nothing(held) ? { held: emptied } : { held: emptied, news: 'gone', lost: copy(held) };
	}
	const theirs = copy(server);
	const base = server.version;
	if (same(held, theirs)) return { held: { ...held, base, dirty: false, other: server.other } };
	if (!held.dirty) {
		if (held.base === base) return { held };
		return { held: { ...theirs, base, dirty: false, other: server.other }, news: 'taken' };
	}
	if (held.base === base) return { held };
	if (nothing(held)) return { held: { ...theirs, base, dirty: false, other: server.other }, news: 'taken' };
	const mineFirst = Date.parse(held.at) >= Date.parse(theirs.at);
	const [first, second] = mineFirst ? [copy(held), theirs] : [theirs, copy(held)];
	const other = joined(second, joined(held.other, server.other));
	return { held: { ...first, base, dirty: true, other }, news: 'apart' };
}

/** Who holds the draft on this device: the box. */
export interface Holder {
	readonly held: Held;
	/** Puts in what came of it. */
	put(merged: Merged): void;
	/** The server has it as it is now: since when. */
	saved(at: string): void;
	/** The server did not take it, and will not. */
	refused(problem: Problem): void;
}

/** Keeps what one box holds and what the server keeps the same. */
export class DraftSync {
	#running = false;
	#again = false;
	#stopped = false;

	constructor(
		private readonly place: string,
		private readonly server: DraftServer,
		private readonly holder: Holder
	) {}

	/** Brings both together. Calls that come while it runs are one call after it. Without an answer it waits for the next. */
	async run(): Promise<void> {
		this.#again = true;
		if (this.#running) return;
		this.#running = true;
		try {
			while (this.#again && !this.#stopped) {
				this.#again = false;
				await this.#once();
			}
		} catch (caught) {
			const problem = asProblem(caught);
			if (problem.refused && problem.status !== 401 && problem.status !== 429) this.holder.refused(problem);
		} finally {
			this.#running = false;
		}
	}

	/** Sends what is not kept yet while the page goes away; nobody hears the answer. */
	leave(): void {
		const { held } = this.holder;
		if (held.dirty && !nothing(held)) void this.server.save(this.place, held, true).catch(() => undefined);
		else if (held.dirty) this.#forget(held.base);
	}

	/** The box is gone, and so is what stood in it: the server need not keep that version of it. */
	#forget(version: number | undefined): void {
		const { held } = this.holder;
		if (version === undefined || !nothing(held) || held.other) return;
		void this.server.drop(this.place, version, true).catch(() => undefined);
	}

	/** What comes from now on is not for this box. */
	stop(): void {
		this.#stopped = true;
	}

	async #once(): Promise<void> {
		const { held } = this.holder;
		if (!held.dirty) return this.#meet(await this.server.read(this.place));
		try {
			if (nothing(held) && !held.other) {
				if (held.base !== undefined) await this.server.drop(this.place, held.base);
				return this.#is(held, undefined);
			}
			const kept = await this.server.save(this.place, held);
			this.#is(held, kept.version);
			if (!this.holder.held.dirty) this.holder.saved(kept.at);
		} catch (caught) {
			const problem = asProblem(caught);
			if (problem.status !== 412) throw problem;
			this.#meet(problem.current as KeptDraft | undefined);
			this.#again = true;
		}
	}

	/** The server has what the box held when it was asked; what was typed since is still to be kept. */
	#is(asked: Held, base: number | undefined): void {
		if (this.#stopped) return this.#forget(base);
		const now = this.holder.held;
		const dirty = !same(now, asked) || now.other !== asked.other;
		this.holder.put({ held: { ...now, base, dirty } });
		this.#again ||= dirty;
	}

	#meet(server: KeptDraft | undefined): void {
		if (this.#stopped) return;
		const before = this.holder.held;
		const merged = merge(before, server);
		if (merged.held !== before) this.holder.put(merged);
		if (server && !merged.held.dirty && !nothing(merged.held)) this.holder.saved(server.at);
		this.#again ||= merged.held.dirty;
	}
}

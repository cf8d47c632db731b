import { api, ask } from '$api/client';
import { asProblem, Problem } from '$api/problem';
import type { StoredFile } from '$api/types';
import { t, words } from '$i18n/words.svelte';
import { announce } from '$ui/announce';
import { attachedIn, ending, fieldOf, FILES_LIMIT, isImage, type Attached } from '../attached';
import { newKey } from '../entry';
import type { Writing } from '../writing.svelte';
import { kinds } from './kinds';
import { send } from './upload';

const SIZE_LIMIT = 25 * 2 ** 20;

/** The words of this part of the screen. */
export const ready = (): Promise<void> => words.need('file');

/** Does what takes the pressed button away, and puts the keyboard on the one that attaches more. */
export function leaving(event: Event, away: () => void): void {
	const box = (event.currentTarget as HTMLElement).closest('[data-attach]');
	away();
	box?.querySelector<HTMLElement>(':scope > button')?.focus();
}

/** A file on its way to the server, or one that did not get there. */
export class Coming {
	readonly key = newKey();
	readonly type: string;
	/** From 0 to 1. */
	sent = $state(0);
	problem = $state.raw<Problem>();
	readonly leaving = new AbortController();

	constructor(readonly file: File) {
		this.type = kinds[ending(file.name)] ?? '';
	}

	/** Whether the same may work in a while. */
	get passing(): boolean {
		return this.problem !== undefined && (!this.problem.refused || this.problem.status === 429);
	}
}

/** The files of a text that is being written: sent one after the other, described, taken away again. */
export class Attaching {
	coming = $state.raw<Coming[]>([]);
	/** Ids of files that the server does not keep any more. */
	gone = $state.raw<string[]>([]);
	/** What was sent from here, to be looked at: addresses of the browser's own, by id. */
	looks = $state.raw<Record<string, string>>({});
	/** What stands in the way of choosing more, in words. */
	wrong = $state<string>();
	readonly files: Attached[] = $derived.by(() => attachedIn(this.writing.fields));

	/** It is known which files are there. */
	known = $state(false);

	#working = false;

	constructor(readonly writing: Writing) {
		void this.look();
	}

	/** Takes files in hand: each is sent as soon as it is its turn. */
	add(chosen: File[]): void {
		const room = FILES_LIMIT - this.files.length - this.coming.length;
		this.wrong = chosen.length > room ? t('file.tooMany', { n: FILES_LIMIT }) : undefined;
		const taken = chosen.slice(0, Math.max(0, room)).map((file) => new Coming(file));
		for (const one of taken) one.problem = refusal(one);
		this.coming = [...this.coming, ...taken];
		void this.#work();
	}

	/** Tries those again that may work now. */
	again(): void {
		for (const one of this.coming) if (one.passing) one.problem = undefined;
		void this.#work();
	}

	/** Gives up a file that is on its way. */
	cancel(one: Coming): void {
		one.leaving.abort();
		this.#done(one);
		announce(t('file.removed', { name: one.file.name }));
	}

	/** Says what an image shows, or that it shows nothing. */
	describe(id: string, words: Pick<Attached, 'alt' | 'decorative'>): void {
		this.#put(this.files.map((file) => (file.id === id ? { ...file, ...words } : file)));
	}

	/** Takes a file away. One that a post shows already stays with what was there before. */
	remove(file: Attached): void {
		this.#put(this.files.filter(({ id }) => id !== file.id));
		announce(t('file.removed', { name: file.name ?? '' }));
		const look = this.looks[file.id];
		if (look) URL.revokeObjectURL(look);
		const shown = this.writing.place.startsWith('post:') && !look;
		if (!shown)
			void ask(api.DELETE('/api/files/{id}', { params: { path: { id: file.id } } })).catch(() => {});
	}

	/** Asks which of the files are still kept, and what they are called. */
	async look(): Promise<void> {
		let kept: StoredFile[] = [];
		try {
			if (this.files.length > 0) kept = (await ask(api.GET('/api/files', {}))).items;
		} catch {
			return; // sending tells, at the latest
		} finally {
			this.known = true;
		}
		const found = (id: string) => kept.find((file) => file.id === id);
		const shown = this.writing.place.startsWith('post:');
		this.gone = shown ? [] : this.files.filter(({ id }) => !found(id)).map(({ id }) => id);
		if (!this.files.some(({ name }) => name === undefined)) return;
		this.#put(
			this.files.map((file) => {
				const { name, type, size } = found(file.id) ?? file;
				return { ...file, name: file.name ?? name, type: file.type ?? type, size: file.size ?? size };
			})
		);
	}

	async #work(): Promise<void> {
		this.#count();
		if (this.#working) return;
		this.#working = true;
		for (let next = this.#next(); next; next = this.#next()) await this.#send(next);
		this.#working = false;
	}

	#next = (): Coming | undefined => this.coming.find(({ problem }) => !problem);

	async #send(one: Coming): Promise<void> {
		const { file, type, key } = one;
		try {
			const { id } = await send(file, type, key, (part) => (one.sent = part), one.leaving.signal);
			if (!this.coming.includes(one)) return;
			this.looks = { ...this.looks, [id]: URL.createObjectURL(file) };
			this.#put([...this.files, { id, name: file.name, type, size: file.size }]);
			this.#done(one);
			announce(t(isImage(type) ? 'file.imageSent' : 'file.sent', { name: file.name }));
		} catch (caught) {
			if (!this.coming.includes(one)) return;
			one.problem = asProblem(caught);
			this.#count();
		}
	}

	#done(one: Coming): void {
		this.coming = this.coming.filter((other) => other !== one);
		this.#count();
	}

	#count(): void {
		this.writing.sending = this.coming.filter(({ problem }) => !problem).length;
	}

	#put(files: Attached[]): void {
		// Of a post that showed files, "none" says something else than nothing.
		const none = this.writing.place.startsWith('post:') ? '[]' : '';
		this.writing.fields.attachments = files.length > 0 ? fieldOf(files) : none;
		this.writing.touched();
	}
}

/** What can be told before anything is sent. */
function refusal({ file, type }: Coming): Problem | undefined {
	if (type === '') return new Problem(415, 'file_kind_refused');
	if (file.size > SIZE_LIMIT) return new Problem(413, 'file_too_large');
	return file.size === 0 ? new Problem(422, 'file_empty') : undefined;
}

import type { Component } from 'svelte';
import type { Mentionable } from '$api/types';
import { t } from '$i18n/words.svelte';
import { announce } from '$ui/announce';
import { later } from '$ui/later';
import type { Suggestion } from './later/suggestions';
import { typedName, type Names, type Typed } from './mention';

const ASK_AFTER_MS = 150;

/** Whom a text may mention, and what is told when somebody was chosen. */
export interface Mention {
	find(query: string): Promise<Mentionable>;
	name(names: Names): void;
	/** Those that stand for somebody already. */
	names(): Names;
}

interface ListProps {
	id: string;
	found: Suggestion[];
	at: number;
	choose: (suggestion: Suggestion) => void;
}

/** The list that opens when an @ is typed; it is fetched when somebody first does. */
export class Mentioning {
	found = $state.raw<Suggestion[]>();
	at = $state(0);
	List = $state.raw<Component<ListProps>>();

	#typed: Typed | undefined;
	#chosen: Typed | undefined;
	#ask = later(ASK_AFTER_MS, () => this.#find());

	constructor(
		private readonly mention: () => Mention | undefined,
		/** Puts `words` in place of the text from `from` to the cursor. */
		private readonly replace: (from: number, words: string) => void
	) {}

	/** Something was typed, or the cursor moved. */
	look(text: string, caret: number): void {
		const name = this.mention() && typedName(text, caret);
		const done = name?.from === this.#chosen?.from && name?.query.startsWith(this.#chosen?.query ?? '');
		const typed = done || (name && this.#stands(name.query)) ? undefined : name;
		// A name that was chosen, or that nobody has, is not asked for again until something else is typed.
		if (typed?.from === this.#typed?.from && typed?.query === this.#typed?.query) return;
		this.#typed = typed;
		if (typed) this.#ask();
		else this.close();
	}

	/** Takes a key that belongs to the list; false leaves it to the box. */
	key(event: KeyboardEvent): boolean {
		const { found } = this;
		if (!found || event.isComposing) return false;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && found.length > 0) this.at = (this.at + step + found.length) % found.length;
		else if (
			(event.key === 'Enter' || event.key === 'Tab') &&
			found[this.at] &&
			!event.ctrlKey &&
			!event.metaKey
		)
			this.choose(found[this.at]!);
		else if (event.key === 'Escape') this.close();
		else return false;
		event.preventDefault();
		return true;
	}

	choose = (one: Suggestion): void => {
		if (!this.#typed) return;
		const { from } = this.#typed;
		// An answer that is still on its way opens nothing any more.
		this.#typed = undefined;
		this.#chosen = { from, query: one.name };
		this.close();
		this.mention()?.name({ [one.name]: one.target });
		this.replace(from, `@${one.name} `);
	};

	close(): void {
		this.found = undefined;
	}

	/** The box lost the focus. For as long as somebody presses on something it stays where they pressed it. */
	leave(): void {
		if (!this.found || !document.querySelector(':active')) return this.close();
		const over = new AbortController();
		const close = () => {
			over.abort();
			// The click comes after the press.
			setTimeout(() => this.close());
		};
		for (const end of ['pointerup', 'pointercancel', 'click'])
			document.addEventListener(end, close, { signal: over.signal, capture: true });
	}

	#stands(query: string): boolean {
		const known = Object.keys(this.mention()?.names() ?? {});
		return known.some(
			(name) => query.trimEnd() === name || (name.includes(' ') && query.startsWith(`${name} `))
		);
	}

	async #find(): Promise<void> {
		const asked = this.#typed;
		const mention = this.mention();
		if (!asked || !mention) return;
		try {
			const [list, { suggestions }, offer] = await Promise.all([
				import('./later/MentionList.svelte'),
				import('./later/suggestions'),
				mention.find(asked.query)
			]);
			if (asked !== this.#typed) return; // an older answer that came late
			this.List = list.default;
			this.found = suggestions(offer);
			this.at = 0;
			const n = this.found.length;
			// Whoever writes an @ for another reason is left in peace.
			if (n === 0 && asked.query.includes(' ')) this.close();
			else announce(n > 0 ? t('forum.mention.found', { n }) : t('forum.mention.none'));
		} catch {
			// Without an answer one writes on without a list.
			this.close();
		}
	}
}

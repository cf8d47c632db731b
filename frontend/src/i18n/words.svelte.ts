import { untrack } from 'svelte';
import type { Lang } from '$api/types';
import { steady } from '$ui/direction';
import { remember, recall } from '$ui/keep';
import type { Plural, Room, WordKey } from './catalogues';

type Tree = { [key: string]: string | Plural | Tree };
export type Values = Record<string, string | number>;

const files = import.meta.glob<Tree>('./{sv,en}/*.json', { import: 'default' });

/** The language that is shown, and the words that were read so far. */
class Words {
	lang = $state<Lang>('sv');
	/** Whose clock times are told by, as an IANA name. */
	zone = $state('Europe/Stockholm');
	#read = $state.raw<Record<string, Tree>>({});
	#needed = new Set<Room>();
	#wanted?: Lang;

	/** Sees to it that the words of these rooms are there; a page's `load` waits for it. */
	async need(...rooms: Room[]): Promise<void> {
		for (const room of rooms) this.#needed.add(room);
		let lang: Lang;
		// The language may change while the words are on their way. Who asks while it draws does not ask again for other words' sake.
		do {
			lang = untrack(() => this.lang);
			const asked = lang;
			await untrack(() => this.#fetch(asked, rooms));
		} while (lang !== this.lang);
	}

	/** Changes the language, with all words that are in use. */
	async show(lang: Lang): Promise<void> {
		this.#wanted = lang;
		// A page that opens meanwhile may need more.
		do await this.#fetch(lang, [...this.#needed]);
		while (this.#missing(lang, [...this.#needed]).length > 0);
		if (this.#wanted !== lang) return; // the reader has changed their mind
		this.lang = lang;
		document.documentElement.lang = lang;
	}

	/** As `show`, and remembers the choice in this browser. */
	async choose(lang: Lang): Promise<void> {
		remember('lang', lang);
		await this.show(lang);
	}

	/** Tells times by the clocks of a zone, if this browser knows it. */
	tellTimesOf(zone: string): void {
		try {
			new Intl.DateTimeFormat('sv', { timeZone: zone });
			this.zone = zone;
		} catch {
			// an older browser goes on with the zone that it has
		}
	}

	/** The words at a path, or undefined before they were read. */
	at(key: string): string | Plural | undefined {
		const [room, ...path] = key.split('.');
		let node: Tree | string | Plural | undefined = this.#read[`${this.lang}/${room}`];
		for (const step of path) node = (node as Tree | undefined)?.[step] as Tree | string | Plural | undefined;
		return node as string | Plural | undefined;
	}

	#missing(lang: Lang, rooms: Room[]): Room[] {
		return rooms.filter((room) => !this.#read[`${lang}/${room}`]);
	}

	async #fetch(lang: Lang, rooms: Room[]): Promise<void> {
		const missing = this.#missing(lang, rooms);
		// A page may ask while it is drawn: what is there already must not make it draw again.
		if (missing.length === 0) return;
		const found = await Promise.all(missing.map((room) => files[`./${lang}/${room}.json`]!()));
		const read = { ...this.#read };
		missing.forEach((room, at) => (read[`${lang}/${room}`] = found[at]!));
		this.#read = read;
	}
}

export const words = new Words();

/** The language to begin with: what was chosen here before, else the first that the browser asks for and we have. */
export function firstLanguage(asked: readonly string[] = navigator.languages): Lang {
	const chosen = recall('lang');
	if (chosen === 'sv' || chosen === 'en') return chosen;
	const known = asked.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'sv' || tag === 'en');
	return (known as Lang | undefined) ?? 'sv';
}

const rules: Record<Lang, Intl.PluralRules> = {
	sv: new Intl.PluralRules('sv'),
	en: new Intl.PluralRules('en')
};

function fill(text: string, values: Values, lang: Lang): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
		const value = values[name];
		if (value === undefined) return whole;
		return typeof value === 'number' ? value.toLocaleString(lang) : steady(value);
	});
}

/** The words for a key, with `{name}` filled in; `n` picks the form of a counted phrase. */
export function t(key: WordKey, values: Values = {}): string {
	return say(key, values) ?? key;
}

/** As `t`, for a key that is put together from data; undefined when there are no such words. */
export function say(key: string, values: Values = {}): string | undefined {
	const found = words.at(key);
	if (found === undefined) return undefined;
	if (typeof found === 'string') return fill(found, values, words.lang);
	const form = rules[words.lang].select(Number(values.n ?? 0)) as keyof Plural;
	return fill(found[form] ?? found.other, values, words.lang);
}

import type { BothLanguages, Lang } from '$api/types';
import { words } from './words.svelte';

// Britain's order of day and month is the one that Swedish readers of English expect.
const locales: Record<Lang, string> = { sv: 'sv-SE', en: 'en-GB' };

function once<Maker>(make: (locale: string, timeZone: string) => Maker): () => Maker {
	const made = new Map<string, Maker>();
	return () => {
		const locale = locales[words.lang];
		const key = `${locale} ${words.zone}`;
		const found = made.get(key) ?? make(locale, words.zone);
		made.set(key, found);
		return found;
	};
}

const dates = once((locale, timeZone) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }));
const shortDates = once(
	(locale, timeZone) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone })
);
const shortDatesWithYear = once(
	(locale, timeZone) =>
		new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone })
);
const times = once(
	(locale, timeZone) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone })
);
const moments = once(
	(locale, timeZone) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone })
);
const relative = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const numbers = once((locale) => new Intl.NumberFormat(locale));
const sizes = [
	{ from: 1e6, format: once((locale) => unit(locale, 'megabyte')) },
	{ from: 1e3, format: once((locale) => unit(locale, 'kilobyte')) },
	{ from: 1, format: once((locale) => unit(locale, 'byte')) }
];
const lists = once((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));

function unit(locale: string, name: string): Intl.NumberFormat {
	return new Intl.NumberFormat(locale, {
		style: 'unit',
		unit: name,
		maximumFractionDigits: name === 'megabyte' ? 1 : 0
	});
}

/** "3 mars 2026". */
export const date = (at: string | Date): string => dates().format(new Date(at));

/** "14:02". */
export const time = (at: string | Date): string => times().format(new Date(at));

/** "3 mars 2026 14:02". */
export const moment = (at: string | Date): string => moments().format(new Date(at));

/** "12 345". */
export const number = (value: number): string => numbers().format(value);

/** "1,2 MB". */
export function size(bytes: number): string {
	const { from, format } = sizes.find((one) => bytes >= one.from) ?? sizes.at(-1)!;
	return format().format(bytes / from);
}

/** "a, b och c". */
export const list = (parts: string[]): string => lists().format(parts);

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in few words: "för 5 minuter sedan", "i går", "3 mars"; `now` is for tests. */
export function ago(at: string | Date, now = Date.now()): string {
	const then = new Date(at);
	const past = now - then.getTime();
	if (past < minute) return relative().format(0, 'second');
	if (past < hour) return relative().format(-Math.floor(past / minute), 'minute');
	if (past < day) return relative().format(-Math.floor(past / hour), 'hour');
	if (past < 7 * day) return relative().format(-Math.floor(past / day), 'day');
	return then.getFullYear() === new Date(now).getFullYear()
		? shortDates().format(then)
		: shortDatesWithYear().format(then);
}

// Names of places and organisations are Swedish words in both languages, so they are sorted as such.
const swedish = new Intl.Collator('sv', { numeric: true, sensitivity: 'base' });

/** Swedish alphabetical order: å, ä and ö last. */
export const byName = (one: { name: string }, other: { name: string }): number =>
	swedish.compare(one.name, other.name);

/** Of words that the data holds in both languages, those of the language shown. */
export const inLanguage = (both: BothLanguages): string => both[words.lang] || both.sv;

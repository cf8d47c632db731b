import { words } from '$i18n/words.svelte';

/** The languages that people here write in most; any other tag may come from the API. */
export const tongues = ['sv', 'en', 'sma', 'nb', 'da', 'fi', 'de'];

/** The name of a language in the language that is shown, such as "sydsamiska"; the tag itself where none is known. */
export function tongue(tag: string): string {
	try {
		return new Intl.DisplayNames([words.lang], { type: 'language' }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}

/** The language of a tag without its region: what a reader either reads or does not. */
export const primary = (tag: string): string => tag.split('-', 1)[0]!.toLowerCase();

import { words } from '$i18n/words.svelte';

/** The languages that people here write in most; any other tag may come from the API. */
export const tongues = ['sv', 'en', 'sma'];

/** The name of a language in the language that is shown, such as "sydsamiska"; the tag itself where none is known. */
export function tongue(tag: string): string {
	try {
		return new Intl.DisplayNames([words.lang], { type: 'language' }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}

import { words } from '$i18n/words.svelte';

/** What one does with a post, fetched together with its words. */
export const withWords = async <Module>(module: Promise<Module>): Promise<Module> =>
	(await Promise.all([module, words.need('post')]))[0];

import { asProblem } from '$api/problem';
import type { Choice } from '$api/types';
import { t } from '$i18n/words.svelte';
import { announce } from '$ui/announce';
import { explain } from '$ui/explain';

/** Chooses how much somebody wants to be told, and says that it holds; why not where it was refused. */
export async function choosing(
	choice: Choice,
	choose: (choice: Choice) => Promise<void>
): Promise<string | undefined> {
	try {
		await choose(choice);
		announce(t(`forum.reading.chosen.${choice.level}`));
		return undefined;
	} catch (caught) {
		return explain(asProblem(caught));
	}
}

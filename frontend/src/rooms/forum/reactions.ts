import type { ReactionCount } from '$api/types';
import { t } from '$i18n/words.svelte';

/** How many that is, in words: "4 organisationer och 2 personer". */
export function voices({ organisations, persons }: Pick<ReactionCount, 'organisations' | 'persons'>): string {
	const some = t('forum.reaction.organisations', { n: organisations });
	const others = t('forum.reaction.persons', { n: persons });
	if (persons === 0) return some;
	if (organisations === 0) return others;
	return t('forum.reaction.both', { organisations: some, persons: others });
}

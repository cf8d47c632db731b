import type { ResultAt, ResultItem } from '$api/result';
import { t } from '$i18n/words.svelte';
import { quoted } from './result';

/** What a part of a result is called where it is spoken of. */
export const named = (at: ResultAt, item: ResultItem): string =>
	item.title.trim() || quoted(at, item) || t(`workshopResult.one.${item.kind}`);

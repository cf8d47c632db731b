import { goto } from '$app/navigation';
import { t } from '$i18n/words.svelte';
import { shortcuts } from '$ui/shortcuts.svelte';

/**
 * The keys of every page: the places of the menu, and for members the notices, the inbox and on to what is unread. Gives for each how to take
 * it away.
 */
export function siteKeys(
	member: boolean,
	next: (followed: boolean) => void,
	help: () => void
): (() => void)[] {
	const keys = [
		{ keys: '?', label: () => t('shortcuts.site.help'), run: help },
		{ keys: 'h', label: () => t('shortcuts.site.start'), run: () => goto('/') },
		{ keys: 'o', label: () => t('shortcuts.site.areas'), run: () => goto('/areas') },
		{ keys: 'k', label: () => t('shortcuts.site.organisations'), run: () => goto('/organisations') }
	];
	const unread = [
		{ keys: 'a', label: () => t('shortcuts.site.notices'), run: () => goto('/notices') },
		{ keys: 'd', label: () => t('shortcuts.site.drafts'), run: () => goto('/drafts') },
		{ keys: 'i', label: () => t('shortcuts.site.inbox'), run: () => goto('/inbox') },
		{ keys: 'n', label: () => t('shortcuts.site.nextUnread'), run: () => next(false) },
		{ keys: 'shift+n', label: () => t('shortcuts.site.nextFollowed'), run: () => next(true) }
	];
	return [...keys, ...(member ? unread : [])].map((key) => shortcuts.add(key));
}

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
		{ keys: '?', label: () => t('common.shortcuts.help'), run: help },
		{ keys: 'h', label: () => t('common.shortcuts.start'), run: () => goto('/') },
		{ keys: 'o', label: () => t('common.shortcuts.areas'), run: () => goto('/areas') },
		{ keys: 'k', label: () => t('common.shortcuts.organisations'), run: () => goto('/organisations') }
	];
	const unread = [
		{ keys: 'a', label: () => t('common.shortcuts.notices'), run: () => goto('/notices') },
		{ keys: 'd', label: () => t('common.shortcuts.drafts'), run: () => goto('/drafts') },
		{ keys: 'i', label: () => t('common.shortcuts.inbox'), run: () => goto('/inbox') },
		{ keys: 'n', label: () => t('common.shortcuts.nextUnread'), run: () => next(false) },
		{ keys: 'shift+n', label: () => t('common.shortcuts.nextFollowed'), run: () => next(true) }
	];
	return [...keys, ...(member ? unread : [])].map((key) => shortcuts.add(key));
}

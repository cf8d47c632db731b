import { mount, unmount } from 'svelte';
import { words } from '$i18n/words.svelte';
import Toast from './Toast.svelte';

let shown: Record<string, unknown> | undefined;

/** Shows what is asked of the reader, beside what they do. One that is shown already shows what is newest by itself. */
export async function showToast(): Promise<void> {
	if (shown) return;
	await words.need('notice');
	shown ??= mount(Toast, {
		target: document.body,
		props: {
			close: () => {
				if (shown) void unmount(shown);
				shown = undefined;
			}
		}
	});
}

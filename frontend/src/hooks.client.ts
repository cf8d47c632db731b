import type { ClientInit, HandleClientError } from '@sveltejs/kit';
import { api } from '$api/client';
import { asProblem } from '$api/problem';
import { site } from '$api/site.svelte';
import { firstLanguage, words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { isMissingCode, openedAnew } from '$ui/missingCode';
import { appearance } from '$ui/theme.svelte';

// Asked for as early as can be, while the page's own code is still on its way.
words.lang = firstLanguage();
void words.need('common');
// What begins with lists shows their words at once.
if (/^\/($|areas)/.test(location.pathname)) void words.need('area', 'lists', 'welcome');
void site.ready();
void session.ready();

api.use({
	onResponse({ request, response }) {
		// A sign-in that was refused is also a 401; any other one means that the session has ended.
		const signingIn = /\/api\/session(\/link|\/passkey)?$/.test(request.url);
		if (response.status === 401 && !signingIn) session.ended();
	}
});

export const init: ClientInit = () => {
	document.documentElement.lang = words.lang;
	appearance.begin();
};

export const handleError: HandleClientError = async ({ error, event, status }) => {
	if (status === 404) return { message: 'not_found', code: 'not_found' };
	// A page's own code that could not be fetched is a lost line as well.
	const lost = isMissingCode(error) && !(await openedAnew(event.url));
	const code = lost || !navigator.onLine ? 'unanswered' : asProblem(error).code;
	return { message: code, code };
};

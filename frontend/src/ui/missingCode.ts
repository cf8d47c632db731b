import { navigating } from '$app/state';

/** A part of the page's own code did not come, in the words of Chromium, Firefox, Safari and Vite. */
export const isMissingCode = (error: unknown): boolean =>
	error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message);

/** Whether the server answers at all. */
const answers = (): Promise<boolean> =>
	fetch('/livez', { cache: 'no-store' }).then(
		({ ok }) => ok,
		() => false
	);

/**
 * Opens a page anew whose code did not come on the way there: some browsers do not ask again for what failed once until the whole
 * page is loaded. Then it does not return. False: no answer comes now, or nobody is on the way anywhere.
 */
export async function openedAnew(address: URL): Promise<boolean> {
	if (navigating.to?.url.pathname !== address.pathname || address.pathname === location.pathname)
		return false;
	if (!(await answers())) return false;
	location.assign(address);
	return new Promise(() => undefined);
}

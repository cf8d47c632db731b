import type { SafeHtml } from '$api/types';

// TypeScript's own list of browser parts does not know these yet.
interface Policies {
	createPolicy(
		name: string,
		rules: { createHTML: (html: string) => string; createScriptURL: () => string }
	): {
		createHTML(html: string): string;
		createScriptURL(address: string): string;
	};
}

/** The only script that is loaded by its address. */
const worker = '/service-worker.js';

// The policy is named in the server's content policy: without it the browser refuses any HTML from a string.
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy('app', {
	createHTML: (html) => html,
	createScriptURL: () => worker
});

/** The address of the service worker, in the form that the browser lets be registered. */
export const workerAddress = (): string => policy?.createScriptURL(worker) ?? worker;

/** HTML that the server has cleaned, in the form that the browser lets into the page. */
export function trusted(html: SafeHtml): string {
	return policy?.createHTML(html) ?? html;
}

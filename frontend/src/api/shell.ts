// What the server wrote into the page beside its readable content, so that the first view needs no second fetch.

interface Shell {
	path?: string;
	[part: string]: unknown;
}

let shell: Shell | undefined;

function read(): Shell {
	const text = globalThis.document?.getElementById('shell-data')?.textContent;
	if (!text) return {};
	try {
		return JSON.parse(text) as Shell;
	} catch {
		return {}; // a cut page: the app then asks the API
	}
}

/**
 * Takes a part of the server-written data, once: a second visit to the page asks the API again.
 * With `path`, only if the server wrote it for that address.
 */
export function takeFromShell<Part>(part: string, path?: string): Part | undefined {
	shell ??= read();
	if (path !== undefined && shell.path !== path) return undefined;
	const found = shell[part] as Part | undefined;
	delete shell[part];
	return found;
}

/** Takes the readable copy away when the app's own first page stands. */
export function removeShell(): void {
	document.getElementById('shell')?.remove();
	document.getElementById('shell-data')?.remove();
}

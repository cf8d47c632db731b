/** What an address of the ways in carries, so that whoever has come in stands where they were. */
export const wayBack = (path: string): string =>
	path === '/' || path.startsWith('/sign-') ? '' : `?next=${encodeURIComponent(path)}`;

/** Where to go after signing in: an address of this site, as the `next` of the sign-in page says, else the start. */
export function nextAddress(url: URL): string {
	const next = url.searchParams.get('next') ?? '/';
	try {
		const target = new URL(next, url.origin);
		const inside = target.origin === url.origin && next.startsWith('/') && !next.startsWith('//');
		return inside ? target.pathname + target.search + target.hash : '/';
	} catch {
		return '/';
	}
}

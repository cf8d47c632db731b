/**
 * What a letter's link brings along after the #, which browsers tell no server: neither a log nor a referrer holds it.
 * Empty when the link was cut.
 */
export function tokenIn(address: URL): string {
	return new URLSearchParams(address.hash.slice(1)).get('token') ?? '';
}

/** The invitation that an address of this site leads to, if it leads to one. */
export function invitationIn(next: string): string | undefined {
	const address = new URL(next, 'http://site.invalid');
	return address.pathname === '/join' ? tokenIn(address) || undefined : undefined;
}

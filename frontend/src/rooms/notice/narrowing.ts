import { kinds } from './headline';
import type { Narrowing } from './reading';

/** What an address narrows the list to; what makes no sense narrows nothing. */
export function narrowingIn(query: URLSearchParams): Narrowing {
	const kind = kinds.find((one) => one === query.get('kind'));
	return { ...(kind && { kind }), ...(query.has('unread') && { unread: true }) };
}

/** The address of the list, narrowed. */
export function addressOf({ kind, unread }: Narrowing): string {
	const query = [kind && `kind=${kind}`, unread && 'unread'].filter(Boolean).join('&');
	return query ? `/notices?${query}` : '/notices';
}

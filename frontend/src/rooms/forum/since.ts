import { ago } from '$i18n/format';
import { api, ask } from '$api/client';
import type { Since, SincePart } from '$api/types';

/** How much of each kind is shown where all shall stand on one screen. */
export const sinceLimit = 3;

/** What stands in a part before another is not told there once more, so more is read than is shown. */
const PARTS_BEFORE = 3;
const MOST = 50;

/** What happened since the reader was here last, as it is shown. A visit begins by saying so. */
export async function readSince(limit = sinceLimit): Promise<Since> {
	const query = { limit: Math.min(MOST, limit * PARTS_BEFORE) };
	return once(await ask(api.GET('/api/since', { params: { query } })), limit);
}

/** Says that the reader is here, then reads: a visit that begins now moves what counts as last time. */
export async function openSince(limit = sinceLimit): Promise<Since> {
	await ask(api.PUT('/api/visit')).catch(() => undefined);
	return readSince(limit);
}

/** When somebody was here last, to end a sentence with: a shortened month brings a full stop of its own. */
export const lastHere = (at: string): string => ago(at).replace(/\.$/, '');

/** The thread that an address leads to. */
const threadAt = (href: string): string | undefined => /^\/threads\/([^/?#]+)/.exec(href)?.[1];

/**
 * What happened with each thread told once, in the part that weighs most: what was decided, what is asked, who replied, and only
 * then that something is new. What is asked is always told, as somebody waits for the answer.
 */
export function once(since: Since, most: number): Since {
	const decided = without(since.decided, () => false, most);
	const asked = without(since.asked, () => false, most);
	const told = new Set<string | undefined>([
		...decided.items.map(({ id }) => id),
		...asked.items.map(({ href }) => threadAt(href))
	]);
	const replies = without(since.replies, ({ thread }) => told.has(thread), most);
	for (const { thread } of replies.items) told.add(thread);
	return { ...since, decided, asked, replies, fresh: without(since.fresh, ({ id }) => told.has(id), most) };
}

function without<Item>(
	{ total, items }: SincePart<Item>,
	isTold: (item: Item) => boolean,
	most: number
): SincePart<Item> {
	const left = items.filter((item) => !isTold(item));
	return { total: total - (items.length - left.length), items: left.slice(0, most) };
}

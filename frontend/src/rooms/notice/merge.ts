import type { NoticeRow } from '$api/notice';
import { keyOf, type Page } from './reading';

/** A row that is not shown, or is shown as read and has something to read again, is to stand first; when, the reader says. */
const isNews = (shown: NoticeRow | undefined, now: NoticeRow): boolean =>
	shown === undefined || (now.unread && !shown.unread);

/**
 * What is shown, as it is now, and what of it is new. Nothing moves: a row that happened again waits until the reader wants it.
 * What is listed no more is read, where only unread rows are shown, or gone; but a row further down than all that was listed may
 * only have been pushed out.
 */
export function merge(
	shown: NoticeRow[],
	now: Pick<Page, 'items' | 'after'>,
	onlyUnread: boolean
): { rows: NoticeRow[]; waiting: NoticeRow[] } {
	const found = new Map(now.items.map((row) => [keyOf(row), row]));
	const known = new Map(shown.map((row) => [keyOf(row), row]));
	const last = shown.findLastIndex((row) => found.has(keyOf(row)));
	const rows = shown.flatMap((row, at) => {
		const fresh = found.get(keyOf(row));
		if (fresh) return [isNews(row, fresh) ? row : fresh];
		if (now.after !== null && at > last) return [row];
		return onlyUnread ? [{ ...row, unread: false }] : [];
	});
	return { rows, waiting: now.items.filter((row) => isNews(known.get(keyOf(row)), row)) };
}

import type { NoticeRow } from '$api/notice';

/** A row as a test needs it. */
export const aRow = (more: Partial<NoticeRow> = {}): NoticeRow => ({
	id: 'n1',
	kind: 'post',
	what: 'post',
	reason: 'follow_thread',
	thing: { kind: 'thread', id: 't1', title: 'Skidspår', lang: 'sv', area: 'upplevelser' },
	href: '/threads/t1?around=unread',
	events: 1,
	by: [],
	people: 0,
	at: '2026-11-26T08:00:00.000Z',
	unread: true,
	lower: 'thread',
	...more
});

/** A row about a thread of its own. */
export const aRowAbout = (thread: string, more: Partial<NoticeRow> = {}): NoticeRow =>
	aRow({ id: `n-${thread}`, thing: { kind: 'thread', id: thread, title: thread, lang: 'sv' }, ...more });

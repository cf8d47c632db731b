import { api, ask } from '$api/client';
import type { Lowered, NoticeChoice, NoticeKind, NoticeRow } from '$api/notice';
import { bell } from './bell.svelte';

/** What the list is narrowed to. */
export interface Narrowing {
	kind?: NoticeKind;
	unread?: boolean;
}

export type Page = Awaited<ReturnType<typeof readNotices>>;

/** A portion of what the reader was told, the latest first. */
export const readNotices = (query: Narrowing & { after?: string; limit?: number }) =>
	ask(api.GET('/api/notices', { params: { query } }));

/** Rows are of one kind and thing; their ids follow the latest that happened. */
export const keyOf = ({ kind, thing }: Pick<NoticeRow, 'kind' | 'thing'>): string =>
	`${kind} ${thing.kind} ${thing.id}`;

/** Marks a row as read, on all of the reader's screens. */
export async function markRead({ id }: Pick<NoticeRow, 'id'>): Promise<void> {
	const left = await ask(api.PUT('/api/notices/{id}/reading', { params: { path: { id } } }));
	bell.tell(left.unread);
}

/** Marks all that was there at a moment as read; what came later stays. */
export async function markAllRead(until: string): Promise<void> {
	const left = await ask(api.PUT('/api/notices/reading', { body: { until } }));
	bell.tell(left.unread);
}

/** What was made less, and how it is undone. */
export interface Lowering {
	done: Lowered;
	undo: () => Promise<unknown>;
}

/** Has the reader told less of the like. */
export async function lower({ id, kind, lower: what }: NoticeRow): Promise<Lowering> {
	const before = what === 'kind' ? await choiceOf(kind) : undefined;
	const done = await ask(api.PUT('/api/notices/{id}/lowering', { params: { path: { id } } }));
	return { done, undo: () => raise(done, before) };
}

async function choiceOf(kind: NoticeKind): Promise<NoticeChoice | undefined> {
	const { kinds } = await ask(api.GET('/api/notices/settings'));
	return kinds.find((choice) => choice.kind === kind);
}

/** A thing goes back to the level above, a kind to what was chosen for it. */
function raise({ lower: what, id = '', level }: Lowered, before?: NoticeChoice): Promise<unknown> {
	if (before) return ask(api.PATCH('/api/notices/settings', { body: { kinds: [before] } }));
	const body = { level: level === 'normal' ? 'follow' : 'normal' } as const;
	return what === 'area'
		? ask(api.PUT('/api/areas/{slug}/following', { params: { path: { slug: id } }, body }))
		: ask(api.PUT('/api/threads/{id}/following', { params: { path: { id } }, body }));
}

import { api, ask } from '$api/client';
import type { Mark, Member, Post, Thread } from '$api/types';

/** Marks a post in its thread, or takes the mark away. */
export async function setMark(post: Post, kind: Mark['kind'], on: boolean): Promise<void> {
	const params = { path: { id: post.id, kind } };
	if (on) await ask(api.PUT('/api/posts/{id}/marks/{kind}', { params }));
	else await ask(api.DELETE('/api/posts/{id}/marks/{kind}', { params }));
}

/** The marks that somebody may set on a post, and whether each is set. */
export function markable(
	post: Post,
	thread: Thread,
	member: Member | undefined
): { kind: Mark['kind']; on: boolean }[] {
	const { organisation } = post.author;
	const may = {
		official:
			organisation !== undefined &&
			(thread.may.lead ||
				(post.author.id === member?.id && member.organisations.some(({ id }) => id === organisation.id))),
		answer: thread.kind === 'question' && (thread.may.lead || thread.author.id === member?.id)
	};
	return (['official', 'answer'] as const)
		.filter((kind) => member && !post.withdrawn && !thread.moved && may[kind])
		.map((kind) => ({
			kind,
			on: thread.marks.some((mark) => mark.post === post.id && mark.kind === kind)
		}));
}

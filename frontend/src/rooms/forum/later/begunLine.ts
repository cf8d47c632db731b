import type { Component } from 'svelte';
import { api, ask } from '$api/client';
import type { KeptDraft } from '$api/types';
import { browserDrafts } from '../writing.svelte';
import { together, type ListedDraft } from './together';

/** What the reader has begun to write: the last that they touched, how much there is in all, and what shows it. */
export interface Begun {
	latest: ListedDraft;
	count: number;
	View: Component<{ latest: ListedDraft; count: number }>;
}

/** What a member has begun to write, on this device or another; undefined where there is nothing. */
export async function openBegun(member: string): Promise<Begun | undefined> {
	// What this browser holds can be told without an answer.
	const server: KeptDraft[] = await ask(api.GET('/api/drafts')).then(
		({ items }) => items,
		() => []
	);
	const list = together(server, browserDrafts().all(member));
	const [latest] = list;
	if (!latest) return undefined;
	const { default: View } = await import('./BegunLine.svelte');
	return { latest, count: list.length, View };
}

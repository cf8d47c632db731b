import type { Component } from 'svelte';
import type { Area } from '$api/types';
import type { WorkshopListed } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import { readList } from './calls';

/** More than anybody is asked at once. */
const SHOWN = 10;

export interface Asked {
	items: WorkshopListed[];
	View: Component<{ invitations: WorkshopListed[]; areas: Area[] }>;
}

/** The invitations that wait for the reader's answer, and what shows them, which comes only where there are any. */
export async function openAsked(): Promise<Asked | undefined> {
	const { items } = await readList({ when: 'asked', limit: SHOWN });
	if (items.length === 0) return undefined;
	const [view] = await Promise.all([import('./Invitations.svelte'), words.need('workshop', 'workshopPlan')]);
	return { items, View: view.default };
}

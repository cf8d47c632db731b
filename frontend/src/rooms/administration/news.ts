import { sharing } from '$live/live.svelte';

/** The lists of the administration, as their topic names them. */
export type ListName = 'members' | 'representations' | 'organisations' | 'roles' | 'areas';

/**
 * Tells which of the administrators' lists changed; without a name any of them may have, as after a lost connection.
 * Returns how to stop.
 */
export function followLists(changed: (list?: ListName) => void): () => void {
	return follow('administration', (type, data) => {
		if (type === 'list.changed') changed((data as { list?: ListName } | undefined)?.list);
		else if (type === undefined) changed();
	});
}

/** Tells when somebody asks to speak for an organisation that this member represents. Returns how to stop. */
export function followRequests(member: string, changed: () => void): () => void {
	return follow(`member:${member}`, (type) => {
		if (type === undefined || type.startsWith('representation.') || type === 'roles.changed') changed();
	});
}

/** What happened between the reading of the page and the subscription is read when it stands. */
const follow = (topic: string, heard: (type?: string, data?: unknown) => void): (() => void) =>
	sharing.hear(topic, { event: ({ type, data }) => heard(type, data), standing: () => heard() });

import { page } from '$app/state';
import type { Component } from 'svelte';
import { session } from '$rooms/account/session.svelte';
import { untilHad } from '$ui/refresh.svelte';

/** What comes after the first view, so that it costs that no time: what is live, the outbox, and for members the bell. */
class Afterwards {
	talk = $state.raw<typeof import('$rooms/forum/start.svelte')>();
	OutboxNotice = $state.raw<Component<{ member: string | undefined; path: string }>>();

	/** Fetches and starts it. Returns how to stop. */
	begin(): () => void {
		const stops: (() => void)[] = [];
		// What somebody is told is nothing for a hall.
		const member = () => (page.data.bare ? undefined : session.member?.id);
		void untilHad(() => import('$rooms/forum/start.svelte')).then((room) => {
			this.talk = room;
			stops.push(room.startLive(session));
		});
		void untilHad(() => import('$rooms/forum/OutboxNotice.svelte')).then(
			(room) => (this.OutboxNotice = room.default)
		);
		let rung = false;
		stops.push(
			$effect.root(() => {
				$effect(() => {
					if (!member() || rung) return;
					rung = true;
					void untilHad(() => import('$rooms/notice/bell.svelte')).then(({ bell }) =>
						stops.push(bell.start(member))
					);
				});
			})
		);
		return () => stops.forEach((stop) => stop());
	}
}

export const afterwards = new Afterwards();

/** What the bell shows, fetched when it is asked for. */
export const bellPanel = async (): Promise<Component<{ title: string }>> =>
	(await import('$rooms/notice/bell.svelte')).panel();

import { sharing } from '$live/live.svelte';
import type { WorkshopAt } from '$api/workshop';
import { BallotFollower } from '$rooms/ballot/ballots.svelte';
import { FloorFollower } from '$rooms/workshop/floor/follower.svelte';
import { WorkshopState } from '$rooms/workshop/workshop.svelte';

/** A workshop with what is spoken and voted in it, over one subscription, for the screens beside the room. */
export class Hall {
	readonly room: WorkshopState;
	readonly floor: FloorFollower;
	readonly ballots: BallotFollower;

	constructor(start: WorkshopAt) {
		this.room = new WorkshopState(start);
		this.floor = new FloorFollower(start.id);
		this.ballots = new BallotFollower(start.id, 'workshops');
	}

	/** Follows it until the returned function is called. */
	begin = (): (() => void) => {
		const stop = this.room.follow(sharing);
		const unhear = this.room.hear({
			event: (event) => {
				this.floor.hear(event);
				if (event.type.startsWith('ballot.')) this.ballots.hear(event);
			},
			standing: () => {
				void this.floor.read().catch(() => undefined);
				void this.ballots.read();
			}
		});
		return () => {
			unhear();
			stop();
			this.floor.stop();
		};
	};
}

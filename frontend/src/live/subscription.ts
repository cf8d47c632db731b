import type { LiveEvent, Position, Refusal, Signal } from './frames';

/** Who wants to know what happens on a topic. */
export interface Watcher {
	event(event: LiveEvent): void;
	signal?(signal: Signal): void;
	/** The subscription ended: read the state again, then call `resume` with what it included. */
	reset(head: Position): void;
	/** The right to watch ended. */
	revoked?(): void;
	/** The server will not let us watch; nothing more comes. */
	refused?(refusal: Refusal): void;
	/** The subscription stands. */
	standing?(): void;
	/** It does not stand any more, for the moment: nothing of it may be shown as present. */
	fallen?(): void;
}

/**
 * asked: a subscribe is on its way · standing: events come in order · idle: none asked (no connection, or a state to
 * read first) · over: refused or revoked.
 */
export type Phase = 'idle' | 'asked' | 'standing' | 'over';

/** One topic that is watched, and how far its events were had. Only events move `position`. */
export class Subscription {
	phase: Phase = 'idle';
	/** False while the watcher reads the state again: nothing is asked until it resumes. */
	ready = true;
	/** The id of the newest subscribe: an answer to an older one counts for nothing. */
	asked: number | undefined;
	/** How many times in a row the order broke without a single event in between. */
	faults = 0;

	constructor(
		readonly topic: string,
		readonly watcher: Watcher,
		public position: Position | undefined,
		/** Nobody watches it: only its signals are heard, so that long polling does not ask for it. */
		readonly quiet = false
	) {}

	/** Hands an event on if it is the next one; false says that the order is broken. */
	take(event: LiveEvent): boolean {
		const position = this.position;
		if (position === undefined || event.seq !== position.seq + 1) return false;
		this.position = { seq: event.seq, epoch: position.epoch };
		this.faults = 0;
		this.watcher.event(event);
		return true;
	}

	/** The server accepted; without a position of our own the head is where we begin. */
	stand(head: Position): void {
		this.phase = 'standing';
		this.position ??= head;
		this.watcher.standing?.();
	}

	/** Something is missing that will not come: the watcher reads the state again. */
	startOver(head: Position): void {
		this.fall('idle');
		this.ready = false;
		this.watcher.reset(head);
	}

	/** No subscription stands any more. */
	fall(phase: 'idle' | 'over'): void {
		const stood = this.phase === 'standing';
		this.phase = phase;
		this.asked = undefined;
		if (stood) this.watcher.fallen?.();
	}
}

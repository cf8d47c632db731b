import { backoff } from './backoff';
import type { Frame, LiveEvent, Position, Signal } from './frames';
import { parseFrames } from './frames';
import { LongPoll } from './poll';
import { Subscription, type Watcher } from './subscription';

/**
 * connecting: trying · open · polling: no socket gets through, events come by long poll · waiting: lost, will try
 * again · ended: the session is over (4401) and somebody has to sign in or go on without an account · closed: not wanted.
 */
export type ConnectionState = 'closed' | 'connecting' | 'open' | 'polling' | 'waiting' | 'ended';

/** What the client needs of its surroundings, so that a test can be the surroundings. */
export interface Surroundings {
	socket(): WebSocket;
	fetch: typeof fetch;
	random(): number;
	now(): number;
}

/** What others are told about the connection. */
export interface Listener {
	state?(state: ConnectionState): void;
	/** The session behind the connection ended; when the promise is done the client tries once more. */
	ended?(): Promise<void>;
	/** The server broke its promise, or we did. */
	fault?(what: string, detail: unknown): void;
}

/** What a watcher holds in its hand. */
export interface Watch {
	/** After a reset: the state was read again, go on from there. */
	resume(from: Position): void;
	/** Says something ephemeral; dropped where the subscription does not stand. */
	signal(kind: 'typing'): void;
	stop(): void;
	readonly position: Position | undefined;
}

const PROBE_TOPIC = 'probe';
const PROBE_WAIT_MS = 4_000;
const QUIET_MS = 20_000;
const SETTLED_MS = 5_000;
/** Whoever was let in was not turned away: a node that falls and rises waits for its people 4 s at most, however often that was. */
const FAILURES_LET_IN = 3;
const ASK_AGAIN_MS = 1_000;
const HANDSHAKES_BEFORE_POLLING = 3;
/** Close codes that say that we are the ones with a bug, or too loud: the next try waits long. */
const OUR_FAULT = new Set([1003, 1007, 1009, 4429]);
const ENDED = 4401;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** One live connection, all topics over it. */
export class LiveClient {
	state: ConnectionState = 'closed';
	private readonly topics = new Map<string, Subscription>();
	private readonly ears = new Map<string, Set<(signal: Signal) => void>>();
	private readonly poll: LongPoll;
	private socket: WebSocket | undefined;
	private lastId = 0;
	private failures = 0;
	/** The last connections ended by our fault. */
	private faulty = false;
	private failedHandshakes = 0;
	private endings = 0;
	private heardAt = 0;
	private retry: Timer;
	private settle: Timer;
	private probing: Timer;
	private quiet: ReturnType<typeof setInterval> | undefined;

	constructor(
		private readonly around: Surroundings,
		private readonly listener: Listener = {}
	) {
		this.poll = new LongPoll(around, {
			working: () => this.tell('polling'),
			failing: () => this.socket === undefined && this.tell('waiting'),
			ended: () => this.sessionEnded(),
			fault: (sub, event) => this.outOfOrder(sub, event)
		});
	}

	/** Watches a topic from `from` on, or from now on. A second watch of a topic takes the place of the first. */
	watch(topic: string, watcher: Watcher, from?: Position): Watch {
		const sub = new Subscription(topic, watcher, from);
		this.topics.get(topic)?.fall('over');
		this.topics.set(topic, sub);
		this.connect();
		this.ask(sub);
		this.syncPoll();
		return {
			resume: (position) => {
				sub.position = position;
				sub.ready = true;
				if (this.topics.get(topic) === sub) this.ask(sub);
			},
			signal: (kind) => {
				if (sub.phase === 'standing') this.send({ op: 'signal', topic, kind });
			},
			stop: () => this.leave(sub),
			get position() {
				return sub.position;
			}
		};
	}

	/** Hears the signals of a topic, whoever else watches it. Returns how to stop. */
	overhear(topic: string, heard: (signal: Signal) => void): () => void {
		const ears = this.ears.get(topic) ?? new Set();
		this.ears.set(topic, ears.add(heard));
		this.listen(topic);
		return () => {
			ears.delete(heard);
			if (ears.size > 0 || !this.ears.delete(topic)) return;
			const sub = this.topics.get(topic);
			if (sub?.quiet) this.leave(sub);
		};
	}

	/** Opens the connection if there is none and nobody has to sign in first. */
	connect(): void {
		if (this.socket || this.retry || this.state === 'ended') return;
		this.open();
	}

	/** A new connection at once: another person sits here now, or the network came back. */
	restart(): void {
		this.endings = 0;
		this.failures = 0;
		this.failedHandshakes = 0;
		this.drop();
		if (this.topics.size > 0) this.open();
		else this.tell('closed');
	}

	/** Ends everything. */
	close(): void {
		this.drop();
		this.tell('closed');
	}

	/** The machine woke up, the network came back or a request failed: is there anybody still? */
	wake(): void {
		if (this.state === 'waiting' || this.state === 'polling' || this.retry) {
			if (this.socket === undefined) this.open();
		} else {
			this.probe();
		}
	}

	/** Asks for any answer; where none comes the connection counts as lost, whatever the browser says. */
	probe(patience = PROBE_WAIT_MS): void {
		if (this.state !== 'open' || this.probing) return;
		this.send({ id: ++this.lastId, op: 'unsubscribe', topic: PROBE_TOPIC });
		this.probing = setTimeout(() => {
			this.probing = undefined;
			this.lost(1006);
		}, patience);
	}

	/** Sees to it that the signals of a topic come while somebody hears them. */
	private listen(topic: string): void {
		if (!this.ears.has(topic) || this.topics.has(topic)) return;
		const sub: Subscription = new Subscription(
			topic,
			{
				event: () => undefined,
				reset: (head) => {
					sub.position = head;
					sub.ready = true;
					if (this.topics.get(topic) === sub) this.ask(sub);
				}
			},
			undefined,
			true
		);
		this.topics.set(topic, sub);
		this.connect();
		this.ask(sub);
	}

	private open(): void {
		clearTimeout(this.retry);
		this.retry = undefined;
		if (this.state !== 'polling') this.tell('connecting');
		const socket = this.around.socket();
		this.socket = socket;
		socket.onopen = () => socket === this.socket && this.opened();
		socket.onmessage = (message) => socket === this.socket && this.heard(message.data);
		socket.onclose = (event) => socket === this.socket && this.lost(event.code);
	}

	private opened(): void {
		this.failedHandshakes = 0;
		if (!this.faulty) this.failures = Math.min(this.failures, FAILURES_LET_IN);
		this.poll.stop();
		this.heardAt = this.around.now();
		this.tell('open');
		this.settle = setTimeout(() => {
			this.failures = 0;
			this.endings = 0;
			this.faulty = false;
		}, SETTLED_MS);
		this.quiet = setInterval(() => {
			if (this.around.now() - this.heardAt >= QUIET_MS) this.probe();
		}, QUIET_MS / 4);
		for (const sub of this.topics.values()) this.ask(sub);
	}

	private lost(code: number): void {
		const opened = this.state === 'open';
		this.letGo();
		if (code === ENDED) return this.sessionEnded();
		if (!opened) this.failedHandshakes++;
		if (OUR_FAULT.has(code)) {
			this.listener.fault?.('closed', code);
			this.faulty = true;
			this.failures = Math.max(this.failures, 5);
		}
		if (this.topics.size === 0) return this.tell('closed');
		this.tell(this.state === 'polling' ? 'polling' : 'waiting');
		this.retry = setTimeout(() => this.open(), backoff(this.failures++, this.around.random));
		this.syncPoll();
	}

	/** Gives the session's owner one chance to mend things; a second ending in a row stays. */
	private sessionEnded(): void {
		this.letGo();
		this.poll.stop();
		this.tell('ended');
		if (this.endings++ > 0) return;
		void (this.listener.ended?.() ?? Promise.resolve()).then(() => {
			if (this.state === 'ended' && this.listener.ended && this.topics.size > 0) this.open();
		});
	}

	private drop(): void {
		this.poll.stop();
		this.letGo();
	}

	/** Forgets the socket; what it still says is not heard. */
	private letGo(): void {
		for (const timer of [this.retry, this.settle, this.probing]) clearTimeout(timer);
		clearInterval(this.quiet);
		this.retry = this.settle = this.probing = undefined;
		const socket = this.socket;
		this.socket = undefined;
		if (socket && socket.readyState <= 1) socket.close();
		// While events come by long poll a socket that failed to open takes nothing away.
		if (this.state === 'polling') return;
		for (const sub of this.topics.values()) if (sub.phase !== 'over') sub.fall('idle');
	}

	private heard(data: unknown): void {
		this.heardAt = this.around.now();
		clearTimeout(this.probing);
		this.probing = undefined;
		let frames: Frame[];
		try {
			frames = parseFrames(String(data));
		} catch (error) {
			this.listener.fault?.('unreadable', error);
			return;
		}
		for (const frame of frames) this.receive(frame);
	}

	private receive(frame: Frame): void {
		const sub = frame.topic === undefined ? undefined : this.topics.get(frame.topic);
		if (frame.id !== undefined) return this.answered(frame, sub);
		if (sub === undefined) {
			if (frame.ok === false) this.listener.fault?.('refused', frame.problem);
			return;
		}
		if (sub.phase !== 'standing') return;
		if (frame.signal !== undefined) {
			this.ears.get(sub.topic)?.forEach((heard) => heard(frame as Signal));
			return sub.watcher.signal?.(frame as Signal);
		}
		if (frame.reset) return sub.startOver({ seq: frame.seq ?? 0, epoch: frame.epoch ?? '' });
		if (frame.revoked) return this.end(sub, () => sub.watcher.revoked?.());
		if (frame.seq !== undefined && !sub.take(frame as LiveEvent)) this.outOfOrder(sub, frame as LiveEvent);
	}

	private answered(frame: Frame, sub: Subscription | undefined): void {
		if (sub === undefined || sub.asked !== frame.id) return;
		sub.asked = undefined;
		if (frame.reset) return sub.startOver({ seq: frame.seq ?? 0, epoch: frame.epoch ?? '' });
		if (frame.ok) return sub.stand({ seq: frame.seq ?? 0, epoch: frame.epoch ?? '' });
		const refusal = frame.problem ?? { status: 500, code: 'internal' };
		if (refusal.status < 500) return this.end(sub, () => sub.watcher.refused?.(refusal));
		sub.phase = 'idle';
		setTimeout(() => this.ask(sub), ASK_AGAIN_MS);
	}

	/** The promise "by exactly one" was broken: say so, and ask again after what we have. */
	private outOfOrder(sub: Subscription, event: LiveEvent): void {
		this.listener.fault?.('order', { topic: sub.topic, had: sub.position?.seq, came: event.seq });
		sub.fall('idle');
		sub.faults++;
		if (sub.faults > 3) return sub.startOver(sub.position ?? { seq: 0, epoch: '' });
		if (sub.faults === 1) return this.ask(sub);
		setTimeout(() => this.ask(sub), ASK_AGAIN_MS * sub.faults);
	}

	private end(sub: Subscription, tell: () => void): void {
		sub.fall('over');
		if (this.topics.get(sub.topic) === sub) this.topics.delete(sub.topic);
		this.syncPoll();
		tell();
	}

	private leave(sub: Subscription): void {
		if (this.topics.get(sub.topic) !== sub) return;
		this.topics.delete(sub.topic);
		sub.fall('over');
		if (this.state === 'open') this.send({ id: ++this.lastId, op: 'unsubscribe', topic: sub.topic });
		this.listen(sub.topic);
		this.syncPoll();
	}

	private ask(sub: Subscription): void {
		if (this.state !== 'open' || !sub.ready || sub.phase === 'over' || this.topics.get(sub.topic) !== sub)
			return;
		const id = ++this.lastId;
		sub.asked = id;
		sub.phase = 'asked';
		const after = sub.position && { after: sub.position.seq, epoch: sub.position.epoch };
		this.send({ id, op: 'subscribe', topic: sub.topic, ...after });
	}

	/** Long polling runs while sockets never open, and stops as soon as one does. */
	private syncPoll(): void {
		const wanted =
			this.state !== 'open' && this.state !== 'ended' && this.failedHandshakes >= HANDSHAKES_BEFORE_POLLING;
		if (wanted) this.poll.run([...this.topics.values()].filter((sub) => sub.phase !== 'over' && !sub.quiet));
		else this.poll.stop();
	}

	private send(frame: object): void {
		if (this.socket && this.state === 'open') this.socket.send(JSON.stringify(frame));
	}

	private tell(state: ConnectionState): void {
		if (this.state === state) return;
		this.state = state;
		this.listener.state?.(state);
	}
}

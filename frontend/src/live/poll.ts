import { backoff, retryAfter } from './backoff';
import type { LiveEvent, Refusal } from './frames';
import type { Subscription } from './subscription';

const WAIT_S = 25;
const PAUSE_MS = 2_000;
/** A browser keeps about six connections to a host; more long polls than this would starve everything else. */
const LONG_POLLS = 2;

interface Answer {
	topic: string;
	seq: number;
	epoch: string;
	reset?: boolean;
	events?: LiveEvent[];
}

/** What the long poll reports. */
export interface PollListener {
	working(): void;
	failing(): void;
	ended(): void;
	fault(sub: Subscription, event: LiveEvent): void;
}

/** The way around where WebSockets are blocked: the same events over plain requests, a loop a topic. */
export class LongPoll {
	private readonly loops = new Map<Subscription, AbortController>();

	constructor(
		private readonly around: { fetch: typeof fetch; random(): number; now(): number },
		private readonly listener: PollListener
	) {}

	/** Polls exactly these subscriptions from now on. */
	run(subs: Subscription[]): void {
		for (const [sub, loop] of this.loops) if (!subs.includes(sub)) this.end(sub, loop);
		for (const sub of subs) {
			if (this.loops.has(sub)) continue;
			const loop = new AbortController();
			this.loops.set(sub, loop);
			void this.loop(sub, loop.signal);
		}
	}

	/** Stops all of it. */
	stop(): void {
		this.run([]);
	}

	private end(sub: Subscription, loop: AbortController): void {
		this.loops.delete(sub);
		loop.abort();
	}

	private async loop(sub: Subscription, signal: AbortSignal): Promise<void> {
		let failures = 0;
		while (!signal.aborted) {
			let pause = this.loops.size > LONG_POLLS ? PAUSE_MS : 0;
			if (!sub.ready) pause = PAUSE_MS;
			else {
				const wait = await this.once(sub, signal).catch(() => backoff(failures++, this.around.random));
				if (signal.aborted) return;
				if (wait === undefined) failures = 0;
				else {
					this.listener.failing();
					pause = wait;
				}
			}
			if (pause > 0) await sleep(pause, signal);
		}
	}

	/** One request; the milliseconds to wait where it failed, undefined where it went well. */
	private async once(sub: Subscription, signal: AbortSignal): Promise<number | undefined> {
		const query = new URLSearchParams();
		// Without a position the first answer only tells where the head is.
		const long = sub.position !== undefined && this.loops.size <= LONG_POLLS;
		query.set('wait', String(long ? WAIT_S : 0));
		if (sub.position) {
			query.set('after', String(sub.position.seq));
			query.set('epoch', sub.position.epoch);
		}
		const url = `/api/topics/${encodeURIComponent(sub.topic)}/events?${query}`;
		const response = await this.around.fetch(url, { signal, headers: { accept: 'application/json' } });
		if (response.ok) {
			const answer = (await response.json()) as Answer;
			if (!signal.aborted) this.apply(sub, answer);
			return undefined;
		}
		if (response.status === 401) this.listener.ended();
		else if (response.status === 429 || response.status >= 500)
			return (
				retryAfter(response.headers.get('retry-after'), this.around.now()) ?? backoff(2, this.around.random)
			);
		else await this.refused(sub, response);
		return undefined;
	}

	private apply(sub: Subscription, answer: Answer): void {
		this.listener.working();
		const head = { seq: answer.seq, epoch: answer.epoch };
		if (answer.reset) return sub.startOver(head);
		if (sub.phase !== 'standing') sub.stand(head);
		for (const event of answer.events ?? []) {
			if (sub.take(event)) continue;
			this.listener.fault(sub, event);
			return;
		}
	}

	private async refused(sub: Subscription, response: Response): Promise<void> {
		const refusal = (await response.json().catch(() => ({}))) as Partial<Refusal>;
		const loop = this.loops.get(sub);
		if (loop) this.end(sub, loop);
		sub.fall('over');
		sub.watcher.refused?.({ status: response.status, code: 'internal', ...refusal });
	}
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}

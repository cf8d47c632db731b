import { vi } from 'vitest';
import type { Surroundings } from './socket';
import { LiveClient, type ConnectionState } from './socket';

/** A WebSocket whose other end is the test. */
export class FakeSocket {
	readyState = 0;
	sent: Record<string, unknown>[] = [];
	onopen?: () => void;
	onmessage?: (message: { data: string }) => void;
	onclose?: (event: { code: number }) => void;

	send(text: string): void {
		this.sent.push(JSON.parse(text) as Record<string, unknown>);
	}

	close(): void {
		this.readyState = 3;
	}

	open(): void {
		this.readyState = 1;
		this.onopen?.();
	}

	/** Everything in one frame, a line each. */
	say(...frames: object[]): void {
		this.onmessage?.({ data: frames.map((frame) => JSON.stringify(frame)).join('\n') });
	}

	fail(code: number): void {
		this.readyState = 3;
		this.onclose?.({ code });
	}

	/** The newest frame with this `op`. */
	last(op: string): Record<string, unknown> {
		const found = this.sent.filter((frame) => frame.op === op).at(-1);
		if (!found) throw new Error(`nothing was sent with op ${op}`);
		return found;
	}

	/** Accepts the newest subscribe. */
	accept(seq: number, epoch = 'e1'): void {
		const { id, topic } = this.last('subscribe');
		this.say({ id, ok: true, topic, seq, epoch });
	}
}

/** A client with fake surroundings, and all that it reported. */
export function fakeLive(fetcher: typeof fetch = vi.fn()) {
	const sockets: FakeSocket[] = [];
	const states: ConnectionState[] = [];
	const faults: string[] = [];
	const ended = vi.fn(() => Promise.resolve());
	const around: Surroundings = {
		socket: () => {
			const socket = new FakeSocket();
			sockets.push(socket);
			return socket as unknown as WebSocket;
		},
		fetch: fetcher,
		random: () => 1,
		now: () => Date.now()
	};
	const client = new LiveClient(around, {
		state: (state) => states.push(state),
		fault: (what) => faults.push(what),
		ended
	});
	const socket = () => {
		const newest = sockets.at(-1);
		if (!newest) throw new Error('no socket was opened');
		return newest;
	};
	return { client, sockets, socket, states, faults, ended };
}

/** A watcher that remembers what it was told. */
export function memory() {
	const seen: number[] = [];
	const told: string[] = [];
	return {
		seen,
		told,
		event: (event: { seq: number }) => void seen.push(event.seq),
		signal: (signal: { signal: string }) => void told.push(`signal ${signal.signal}`),
		reset: (head: { seq: number; epoch: string }) => void told.push(`reset ${head.seq} ${head.epoch}`),
		revoked: () => void told.push('revoked'),
		refused: (refusal: { code: string }) => void told.push(`refused ${refusal.code}`),
		standing: () => void told.push('standing'),
		fallen: () => void told.push('fallen')
	};
}

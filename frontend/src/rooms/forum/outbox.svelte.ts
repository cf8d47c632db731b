import type { Reference } from '$api/types';
import type { Entry, Writing } from './entry';
import { Outbox } from './outbox';
import { openShelf } from './shelf';

const CHANNEL = 'kraftsam-outbox';
/** How long the server's word on who is signed in is believed. */
const KNOWN_FOR_MS = 5_000;

/** Something that was sent, and that may not be on the page yet. */
export interface Sent {
	entry: Entry;
	reference: Reference;
}

type Reader = { member?: { id: string } };

/** The browser's outbox, for components to show and to write into. */
class Tray {
	entries = $state.raw<Entry[]>([]);
	sent = $state.raw<Sent[]>([]);
	/** False where the browser keeps nothing when the tab is closed. */
	lasting = $state(true);
	/** The server did not know us when something was to be sent. */
	signedOut = $state(false);
	#box: Promise<Outbox> | undefined;
	#reader: Reader = {};
	#onSent = new Set<(sent: Sent) => void>();
	#onSignedOut: () => void = () => {};

	/** Begins to send for whoever `reader` says is signed in. */
	async start(reader: Reader, signedOut: () => void): Promise<void> {
		this.#reader = reader;
		this.#onSignedOut = signedOut;
		const box = await this.#open();
		await box.heard();
		await box.flush();
	}

	/** Keeps what was written and sends it. When this resolves it is safe. */
	async write(writing: Writing): Promise<Entry> {
		return (await this.#open()).add(writing);
	}

	/** Sends again what was refused. */
	async retry(entry: Entry): Promise<void> {
		return (await this.#open()).retry(entry.key);
	}

	/** Takes back what is surely not done; undefined where it may be. */
	async takeBack(entry: Entry): Promise<Entry | undefined> {
		return (await this.#open()).takeBack(entry.key);
	}

	/** There is reason to believe that sending works now. */
	async wake(): Promise<void> {
		this.signedOut = false;
		return (await this.#open()).wake();
	}

	/** Tells of everything that is sent from this tab. Returns how to stop. */
	onSent(then: (sent: Sent) => void): () => void {
		this.#onSent.add(then);
		return () => this.#onSent.delete(then);
	}

	/** The sent entry is on the page itself now. */
	forget(sent: Sent): void {
		this.sent = this.sent.filter((other) => other !== sent);
	}

	/** What a member has waiting in a lane. */
	waiting(member: string | undefined, lane: string): Entry[] {
		return this.entries
			.filter((entry) => entry.member === member && entry.lane === lane)
			.sort((one, other) => one.order - other.order);
	}

	#open(): Promise<Outbox> {
		return (this.#box ??= this.#make());
	}

	async #make(): Promise<Outbox> {
		const shelf = await openShelf();
		this.lasting = shelf.lasting;
		const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : undefined;
		const box = new Outbox(
			shelf,
			{
				fetch: (input, init) => fetch(input, init),
				now: Date.now,
				random: Math.random,
				member: whoIs(() => this.#reader.member?.id),
				alone,
				tell: () => channel?.postMessage('changed')
			},
			{
				changed: (entries) => (this.entries = entries),
				sent: (entry, reference) => this.#sent({ entry, reference }),
				signedOut: () => {
					this.signedOut = true;
					this.#onSignedOut();
				}
			}
		);
		channel?.addEventListener('message', () => void box.heard());
		return box;
	}

	#sent(sent: Sent): void {
		this.sent = [...this.sent, sent];
		for (const then of this.#onSent) then(sent);
	}
}

/** Words of one member must not go out under another's cookie, so the server is asked whose the cookie is. */
function whoIs(known: () => string | undefined): () => Promise<string | undefined> {
	let asked = { at: -Infinity, id: undefined as string | undefined };
	return async () => {
		const id = known();
		if (id === undefined) return undefined;
		if (asked.id === id && performance.now() - asked.at < KNOWN_FOR_MS) return id;
		const response = await fetch('/api/session', { signal: AbortSignal.timeout(20_000) });
		if (response.status === 401) return undefined;
		if (!response.ok) throw new Error('unanswered');
		const { member } = (await response.json()) as { member: { id: string } };
		asked = { at: performance.now(), id: member.id };
		return member.id;
	};
}

/** The browser's lock over all tabs. Plain http has none; there the key alone keeps a double harmless. */
async function alone(work: () => Promise<void>): Promise<void> {
	if (!navigator.locks) return work();
	await navigator.locks.request(CHANNEL, work);
}

export const tray = new Tray();

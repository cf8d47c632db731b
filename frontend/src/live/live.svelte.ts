import { Sharing } from './sharing';
import { LiveClient, type ConnectionState } from './socket';

/** How often, and how long, it is asked whether anybody answers while the browser says that there is no network. */
const OFFLINE_ASK_MS = 2_000;
const OFFLINE_PATIENCE_MS = 2_500;

/** The state of the connection as people are told it; `offline` where the browser knows why. */
export type ToldState = ConnectionState | 'offline';

class Connection {
	raw = $state<ConnectionState>('closed');
	online = $state(true);
	/** What to say: a connection that is not there on a machine without a network is "offline". */
	readonly state: ToldState = $derived(
		!this.online && ['waiting', 'connecting', 'closed'].includes(this.raw) ? 'offline' : this.raw
	);
	/** Whether what happens reaches this screen by itself. */
	readonly up: boolean = $derived(this.raw === 'open' || this.raw === 'polling');
}

/** How the live connection is, for components to show. */
export const connection = new Connection();

let ended: (() => Promise<void>) | undefined;

/** Says what to do when the session behind the connection ends; the client tries once more when it is done. */
export function onEnded(then: () => Promise<void>): void {
	ended = then;
}

/** The tab's one live connection. */
export const live = new LiveClient(
	{
		socket: () =>
			new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`),
		fetch: (input, init) => fetch(input, init),
		random: Math.random,
		now: () => performance.now()
	},
	{
		state: (state) => (connection.raw = state),
		ended: async () => ended?.(),
		fault: (what, detail) => reportError(new Error(`live: ${what}`, { cause: detail }))
	}
);

/** For topics that several parts of a page watch. */
export const sharing = new Sharing(live);

/** Lets the browser's own news (network, waking up) reach the connection. Returns how to stop. */
export function listenToBrowser(): () => void {
	const stop = new AbortController();
	const options = { signal: stop.signal };
	connection.online = navigator.onLine;
	addEventListener('online', () => ((connection.online = true), live.wake()), options);
	addEventListener('offline', () => ((connection.online = false), live.probe(OFFLINE_PATIENCE_MS)), options);
	// Without a network the local machine may still be reached, so we ask, and go on asking, before we believe it.
	const asking = setInterval(() => !connection.online && live.probe(OFFLINE_PATIENCE_MS), OFFLINE_ASK_MS);
	addEventListener('pageshow', (event) => event.persisted && live.wake(), options);
	document.addEventListener(
		'visibilitychange',
		() => document.visibilityState === 'visible' && live.wake(),
		options
	);
	return () => {
		clearInterval(asking);
		stop.abort();
	};
}

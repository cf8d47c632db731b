import type { Component } from 'svelte';
import { api, ask } from '$api/client';
import { t } from '$i18n/words.svelte';
import type { LiveEvent, Signal } from '$live/frames';
import { connection, live, sharing } from '$live/live.svelte';
import { announce } from '$ui/announce';
import { later } from '$ui/later';
import { tab } from '$ui/tab.svelte';
import { alert } from './alert';
import { Tally } from './tally';

/** Where nothing is told, it is asked now and then. */
const POLL_MS = 30_000;
/** How long a count has to stand before it is read out: who reads along in a thread has read what is new there by then. */
const CALM_MS = 2_500;

/** What `notice.added` carries. */
interface Added {
	kind?: string;
	unread: number;
}

/** How much the signed-in member was told and has not read, on whichever screen they read it. */
class Bell {
	unread = $state(0);
	/** Counts the times that something may have changed, for lists that show more of it. */
	turn = $state(0);
	/** The reader looks at the latest already. */
	looking = $state(false);
	#tally: Tally | undefined;
	#member: string | undefined;
	#said = Infinity;
	#sayLater = later(CALM_MS, () => this.#say());

	/** Follows it for whoever `member` says is signed in. Returns how to stop. */
	start(member: () => string | undefined): () => void {
		const stop = new AbortController();
		const seen = () => document.visibilityState === 'visible' && this.#tally?.check();
		document.addEventListener('visibilitychange', seen, { signal: stop.signal });
		// Signals come by a socket only.
		const polling = setInterval(() => connection.raw !== 'open' && seen(), POLL_MS);
		let leave: (() => void) | undefined;
		const stopEffects = $effect.root(() => {
			$effect(() => {
				const id = member();
				if (id === this.#member) return;
				leave?.();
				leave = this.#follow(id);
			});
			$effect(() => void (connection.up && this.#tally?.check()));
		});
		return () => {
			stopEffects();
			leave?.();
			this.#member = undefined;
			clearInterval(polling);
			stop.abort();
		};
	}

	/** An own act was answered with what is left. */
	tell(unread: number): void {
		this.#tally?.tell(unread);
		this.turn++;
	}

	#follow(member: string | undefined): (() => void) | undefined {
		this.#member = member;
		if (!member) return undefined;
		const topic = `member:${member}`;
		const count = () => ask(api.GET('/api/notices/unread')).then(({ unread }) => unread);
		const tally = new Tally(count, (n) => this.#show(n));
		this.#tally = tally;
		// The first count is no news: it is told by the bell itself.
		this.#said = Infinity;
		const ears = [
			sharing.hear(topic, { event: (event) => this.#event(event), standing: () => tally.check() }),
			live.overhear(topic, (signal) => this.#signal(signal))
		];
		tally.check();
		return () => {
			for (const stop of ears) stop();
			tally.end();
			this.#tally = undefined;
			this.#said = Infinity;
			this.#show(0);
		};
	}

	#event({ type, data }: LiveEvent): void {
		if (type !== 'notice.added') return;
		const { kind, unread } = data as Added;
		this.tell(unread);
		alert(kind, this.looking);
	}

	#signal({ signal, unread }: Signal): void {
		if (signal === 'notices' && unread !== undefined) this.tell(unread);
	}

	#show(n: number): void {
		this.unread = n;
		this.turn++;
		tab.waiting = n;
		// Where the site is installed its icon shows the number too; it may be refused.
		void navigator.setAppBadge?.(n).catch(() => undefined);
		if (n <= this.#said) this.#said = n;
		else this.#sayLater();
	}

	#say(): void {
		if (this.unread <= this.#said) return;
		this.#said = this.unread;
		if (document.visibilityState === 'visible') announce(t('common.notices.waiting', { n: this.unread }));
	}
}

export const bell = new Bell();

/** What the bell shows when it is pressed. Fetched from here, as the styles of what a page fetches itself come with the page. */
export const panel = async (): Promise<Component<{ title: string }>> =>
	(await import('./later/BellPanel.svelte')).default;

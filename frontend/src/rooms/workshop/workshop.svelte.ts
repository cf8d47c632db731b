import { api, ask } from '$api/client';
import { asProblem } from '$api/problem';
import type { Reference } from '$api/types';
import type { StageAct, StageDo, Taking, WorkshopAt, WorkshopDetails } from '$api/workshop';
import { newKey } from '$rooms/workshop/wall/key';
import type { LiveEvent } from '$live/frames';
import type { Hearing, Sharing } from '$live/sharing';
import { Refresh } from '$ui/refresh.svelte';
import { apply, actsOn, isOwn, left, stepNext, stepNow } from './stage';

/** How often what is left of the time is counted anew. */
const TICK_MS = 500;

/** People come by the dozen: what it means for the reader is asked once for all of them, and not by every screen at once. */
const PEOPLE_MS = 5_000;

/** So long a press may still have been meant for the step before: of two who press at once, and of a double click. */
const SETTLE_MS = 1_000;

/** How a workshop is read. */
export const readWorkshop = (id: string): Promise<WorkshopAt> =>
	ask(api.GET('/api/workshops/{id}', { params: { path: { id } } }));

/** Between two readings that both found it readable while its topic refused to be heard. */
const UNHEARD_MS = 10_000;

/** A workshop as one sees it: read once, told by the events of its topic, and read again where they tell something to oneself alone. */
export class WorkshopState {
	at = $state.raw<WorkshopAt>() as WorkshopAt;
	/** Why it is not followed any more: the right to see it ended. */
	over = $state(false);
	/** The step has just changed: a press that was meant for the one before does not move it once more. */
	settling = $state(false);
	/** The clock that only goes forward: as the stage was told, and now. */
	#told = $state(0);
	#tick = $state(0);

	readonly stage = $derived(this.at.stage);
	/** The step that runs. */
	readonly now = $derived(stepNow(this.at));
	/** The one after it. */
	readonly next = $derived(stepNext(this.at));
	readonly paused = $derived(this.stage.paused_at !== undefined);
	/** Milliseconds, by the server's clock; below zero the step is over time; undefined where none runs. */
	readonly timeLeft = $derived(left(this.stage, this.#tick - this.#told));
	readonly isOverTime = $derived(this.timeLeft !== undefined && this.timeLeft < 0);
	/** What the server's clock shows, in milliseconds. */
	readonly clock = $derived(Date.parse(this.stage.now) + Math.max(0, this.#tick - this.#told));
	readonly leads = $derived(this.at.may.facilitate);
	readonly leader = $derived(this.at.facilitators.find(({ id }) => id === this.at.leader));
	/** What a facilitator can do with the stage now. */
	readonly acts = $derived<StageDo[]>(this.leads ? actsOn(this.at) : []);

	/** Reads it again when something may have changed. */
	readonly refresh = new Refresh(async () => {
		await this.read();
		if (!this.#deaf) return;
		this.#deaf = false;
		this.#listen();
	}, 0);

	/** Hears what a screen wants to tell of: the state before, and after. */
	news?: (before: WorkshopAt, after: WorkshopAt) => void;

	#sharing?: Pick<Sharing, 'hear'>;
	#stop?: () => void;
	/** The topic is not heard any more; whether it may be is told by reading. */
	#deaf = false;
	#refusals = 0;
	/** How far the topic was had. */
	#seq = 0;
	#reading = 0;
	#since: LiveEvent[] = [];
	#later?: ReturnType<typeof setTimeout>;
	#settled?: ReturnType<typeof setTimeout>;

	constructor(start: WorkshopAt) {
		this.#set(start);
		this.#seq = start.seq;
	}

	get id(): string {
		return this.at.id;
	}

	get #path() {
		return { path: { id: this.id } };
	}

	/** Follows the workshop until the returned function is called. The parts of the page hear the same topic by `hear`. */
	follow(sharing: Pick<Sharing, 'hear'>): () => void {
		this.#sharing = sharing;
		this.#listen();
		const ticking = setInterval(() => (this.#tick = performance.now()), TICK_MS);
		const seen = () => document.visibilityState === 'visible' && this.refresh.wake();
		// The clock of a machine that slept may have stood still.
		document.addEventListener('visibilitychange', seen);
		return () => {
			document.removeEventListener('visibilitychange', seen);
			this.refresh.stop();
			clearInterval(ticking);
			clearTimeout(this.#later);
			clearTimeout(this.#settled);
			this.#stop?.();
		};
	}

	#listen(): void {
		this.#stop = this.hear({
			event: this.take,
			standing: () => {
				this.#refusals = 0;
				this.refresh.wake();
			},
			over: () => {
				this.#deaf = true;
				if (this.#refusals++ > 0) this.refresh.soon(UNHEARD_MS);
				else this.refresh.wake();
			}
		});
	}

	/** Lets a part of the page hear the workshop's topic, over the same subscription. Returns how to stop. */
	hear(hearing: Hearing): () => void {
		return this.#sharing?.hear(this.at.topic, hearing) ?? (() => undefined);
	}

	/** Takes an event in. */
	take = (event: LiveEvent): void => {
		if (this.#reading > 0) this.#since.push(event);
		this.#seq = event.seq;
		if (!isOwn(event.type)) return;
		const before = this.at;
		this.#set(apply(before, event));
		this.news?.(before, this.at);
		if (event.type === 'people.changed') return this.#readLater();
		// What the reader may do is told only by reading.
		const other = event.type === 'workshop.changed' || before.stage.state !== this.stage.state;
		if (other) this.refresh.soon();
	};

	/** Reads everything. What is told meanwhile counts, also where it came before the answer. */
	async read(): Promise<void> {
		if (this.#reading++ === 0) this.#since = [];
		const asked = performance.now();
		try {
			const read = await readWorkshop(this.id);
			const later = this.#since.filter(({ seq }) => seq > read.seq);
			const before = this.at;
			const after = later.reduce(apply, read);
			this.#seq = later.at(-1)?.seq ?? read.seq;
			// The clock was read on the server while the answer was made: on a slow line long before it came.
			this.#set(after, after.stage === read.stage ? (asked + performance.now()) / 2 : undefined);
			this.news?.(before, after);
		} catch (caught) {
			const { status } = asProblem(caught);
			if (status === 404) this.over = true;
			throw caught;
		} finally {
			this.#reading--;
		}
	}

	#set(at: WorkshopAt, told = performance.now()): void {
		if (this.at && at.stage.step !== this.at.stage.step) this.#settle();
		if (at.stage !== this.at?.stage) this.#told = told;
		this.#tick = performance.now();
		this.at = at;
	}

	#settle(): void {
		this.settling = true;
		clearTimeout(this.#settled);
		this.#settled = setTimeout(() => (this.settling = false), SETTLE_MS);
	}

	#readLater(): void {
		this.#later ??= setTimeout(
			() => {
				this.#later = undefined;
				this.refresh.soon();
			},
			PEOPLE_MS * (1 + Math.random())
		);
	}

	/** A press on the stage as one sees it: whoever was second sees how it stands before they are told that they were. */
	act = async (act: StageAct): Promise<void> => {
		const header = { 'If-Match': `"${this.at.version}"` };
		const params = { ...this.#path, header };
		await this.#afresh(() => ask(api.PUT('/api/workshops/{id}/stage', { params, body: act })));
	};

	/** Changes the details as one sees them. */
	edit = async (body: WorkshopDetails): Promise<void> => {
		const params = { ...this.#path, header: { 'If-Match': `"${this.at.version}"` } };
		await this.#afresh(() => ask(api.PATCH('/api/workshops/{id}', { params, body })));
	};

	/** Hands over to another of those who facilitate, or takes over. */
	handOver = (member: string): Promise<void> =>
		this.#afresh(() => ask(api.PUT('/api/workshops/{id}/leader', { params: this.#path, body: { member } })));

	addFacilitator = (member: string): Promise<void> =>
		this.#afresh(() =>
			ask(api.PUT('/api/workshops/{id}/facilitators/{member}', { params: { path: { id: this.id, member } } }))
		);

	dropFacilitator = (member: string): Promise<void> =>
		this.#afresh(() =>
			ask(
				api.DELETE('/api/workshops/{id}/facilitators/{member}', { params: { path: { id: this.id, member } } })
			)
		);

	/** Makes another code, or shuts the one that there is. */
	setCode = (open: boolean): Promise<void> =>
		this.#anew(() => ask(api.PUT('/api/workshops/{id}/code', { params: this.#path, body: { open } })));

	/** Takes part, or changes for whom. */
	takePart = (body: Taking): Promise<void> =>
		this.#anew(() => ask(api.PUT('/api/workshops/{id}/participation', { params: this.#path, body })));

	leave = (): Promise<void> =>
		this.#anew(() => ask(api.DELETE('/api/workshops/{id}/participation', { params: this.#path })));

	/** Writes down somebody who is on the phone; the key is the caller's, so that a repeat makes no second one. */
	addByPhone = async (who: { name: string } & Taking, key = newKey()): Promise<string> => {
		const params = { ...this.#path, header: { 'Idempotency-Key': key } };
		const { id } = await ask(api.POST('/api/workshops/{id}/participants', { params, body: who }));
		return id;
	};

	showOut = (participant: string): Promise<unknown> =>
		ask(
			api.DELETE('/api/workshops/{id}/participants/{participant}', {
				params: { path: { id: this.id, participant } }
			})
		);

	/** What is told to the reader alone changed with it. */
	async #anew(press: () => Promise<unknown>): Promise<void> {
		await press();
		await this.read();
	}

	async #afresh(press: () => Promise<Reference>): Promise<void> {
		try {
			const done = await press();
			if (done.seq > this.#seq) await this.read();
		} catch (refused) {
			const { status } = asProblem(refused);
			if (status === 412 || status === 409) await this.read().catch(() => undefined);
			throw refused;
		}
	}
}

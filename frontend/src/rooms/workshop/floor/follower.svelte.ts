import { api, ask } from '$api/client';
import type { HiddenQuestion, QuestionAct, SpeakersAct, SuggestedSpeech } from '$api/floor';
import { Problem } from '$api/problem';
import { say } from '$i18n/words.svelte';
import type { LiveEvent } from '$live/frames';
import { Refresh } from '$ui/refresh.svelte';
import { apply, floorEvents, floorOf, hasTheFloor, onNow, type Floor } from './floor';

/** Follows the floor of a workshop: read once, told by the events of its topic. Whoever watches the topic calls `hear`. */
export class FloorFollower {
	floor = $state.raw<Floor>();
	/** The participant that the reader is. */
	mine = $state<string>();
	/** The participant on the phone for whom a facilitator raises a hand and asks. */
	behalf = $state<string>();
	/** Whose hand and questions are the reader's to handle here. */
	readonly who = $derived(this.behalf ?? this.mine);
	lead = $state(false);
	supported = $state.raw<readonly string[]>([]);
	hidden = $state.raw<HiddenQuestion[]>([]);
	suggested = $state.raw<SuggestedSpeech[]>([]);
	/** When the floor was read or told last, on the clock that only goes forward. */
	at = $state(0);
	readonly hand = $derived(this.floor?.waiting.find(({ by }) => by.participant === this.who));
	readonly speaks = $derived(!!this.floor?.speaking.some(({ by }) => by.participant === this.who));

	#seq = 0;
	#told: LiveEvent[] = [];
	#asking?: Promise<void>;
	#refresh = new Refresh(() => this.read(), 0);
	#askAgain = false;

	/** `aloud` reads out what changes for everybody, politely. */
	constructor(
		readonly workshop: string,
		private readonly aloud: (text: string) => void = () => undefined
	) {}

	/** Nobody looks any more. */
	stop(): void {
		this.#refresh.stop();
	}

	get #path() {
		return { path: { id: this.workshop } };
	}

	/** Takes an event in, also one that comes before the first reading. */
	hear(event: LiveEvent): void {
		if (!floorEvents.has(event.type)) return;
		this.#told.push(event);
		if (!this.floor || event.seq <= this.#seq) return;
		const before = this.floor;
		this.#seq = event.seq;
		this.#set(apply(before, event));
		this.#sayWhatIsNew(before);
		if (this.lead && event.type.startsWith('sp')) void this.suggest();
		if (event.type === 'question.changed' && this.#concernsMe(event)) this.#refresh.soon();
	}

	/** Why a question is hidden is told only by reading, to its author and to those who facilitate. */
	#concernsMe(event: LiveEvent): boolean {
		const { id, hidden, by } = event.data as { id: string; hidden?: boolean; by: { participant: string } };
		const known = this.hidden.some((one) => one.id === id);
		return (this.lead || by.participant === this.mine) && known !== !!hidden;
	}

	#set(floor: Floor): void {
		this.floor = floor;
		this.at = performance.now();
	}

	#sayWhatIsNew(before: Floor): void {
		const after = this.floor!;
		const [had, has] = [hasTheFloor(before), hasTheFloor(after)];
		if (has && has.id !== had?.id) this.aloud(say('floor.says.speaking', { name: has.by.name }) ?? '');
		if (before.list.closed !== after.list.closed)
			this.aloud(say(`floor.says.${after.list.closed ? 'closed' : 'open'}`) ?? '');
		const on = onNow(after);
		if (on && on.id !== onNow(before)?.id) this.aloud(say('floor.says.live', { text: on.text }) ?? '');
	}

	/** Reads everything; what was told meanwhile comes after it. */
	async read(): Promise<void> {
		const [speakers, questions] = await Promise.all([
			ask(api.GET('/api/workshops/{id}/speakers', { params: this.#path })),
			ask(api.GET('/api/workshops/{id}/questions', { params: { ...this.#path, query: { order: 'time' } } }))
		]);
		const from = Math.min(speakers.seq, questions.seq);
		const later = this.#told.filter(({ seq }) => seq > from);
		this.#told = later;
		this.#seq = later.at(-1)?.seq ?? from;
		this.#set(later.reduce(apply, floorOf(speakers, questions)));
		this.mine = speakers.mine?.participant;
		this.lead = speakers.may.lead;
		this.supported = questions.mine?.supported ?? [];
		this.hidden = questions.hidden;
		if (this.lead) void this.suggest();
	}

	/** Asks who was not heard yet: one question at a time, and once more where something changed meanwhile. */
	async suggest(): Promise<void> {
		this.#askAgain = true;
		this.#asking ??= this.#suggest().finally(() => (this.#asking = undefined));
		await this.#asking;
	}

	async #suggest(): Promise<void> {
		while (this.#askAgain) {
			this.#askAgain = false;
			try {
				const list = await ask(api.GET('/api/workshops/{id}/speakers/suggested', { params: this.#path }));
				this.suggested = list.items;
			} catch {
				return; // the queue is there, and the next event asks again
			}
		}
	}

	get #for() {
		return this.behalf ? { on_behalf: this.behalf } : {};
	}

	raise = (): Promise<unknown> =>
		ask(api.PUT('/api/workshops/{id}/speakers/hand', { params: this.#path, body: this.#for }));

	lower = (participant = this.behalf): Promise<unknown> => {
		const query = participant ? { on_behalf: participant } : {};
		return ask(api.DELETE('/api/workshops/{id}/speakers/hand', { params: { ...this.#path, query } }));
	};

	/** A facilitator's press, on the list as they see it. */
	act = (body: SpeakersAct): Promise<unknown> =>
		this.#afresh(() => {
			const header = { 'If-Match': `"${this.floor!.list.version}"` };
			return ask(api.PUT('/api/workshops/{id}/speakers', { params: { ...this.#path, header }, body }));
		});

	question = (text: string, key: string): Promise<unknown> => {
		const header = { 'Idempotency-Key': key };
		return ask(
			api.POST('/api/workshops/{id}/questions', {
				params: { ...this.#path, header },
				body: { text, ...this.#for }
			})
		);
	};

	withdraw = (question: string): Promise<unknown> =>
		ask(api.DELETE('/api/workshops/{id}/questions/{question}', { params: this.#one(question) }));

	/** A facilitator's press on a question; what is on gives way to what goes live. */
	handle = (question: string, body: QuestionAct): Promise<unknown> =>
		this.#afresh(() => {
			const version = this.floor!.questions.find(({ id }) => id === question)?.version ?? 1;
			const before = body.do === 'live' ? onNow(this.floor!)?.id : undefined;
			const params = { ...this.#one(question), header: { 'If-Match': `"${version}"` } };
			const call = before ? { ...body, before } : body;
			return ask(api.PUT('/api/workshops/{id}/questions/{question}', { params, body: call }));
		});

	/** Has the same question, or takes that back. */
	support = async (question: string, yes: boolean): Promise<void> => {
		const params = this.#one(question);
		const path = '/api/workshops/{id}/questions/{question}/support';
		await ask(yes ? api.PUT(path, { params, body: {} }) : api.DELETE(path, { params }));
		const others = this.supported.filter((id) => id !== question);
		this.supported = yes ? [...others, question] : others;
	};

	#one(question: string) {
		return { path: { id: this.workshop, question } };
	}

	/** Whoever was second sees how it stands, before they are told that they were. */
	async #afresh(press: () => Promise<unknown>): Promise<unknown> {
		try {
			return await press();
		} catch (refused) {
			if (refused instanceof Problem && (refused.status === 412 || refused.status === 409)) await this.read();
			throw refused;
		}
	}
}

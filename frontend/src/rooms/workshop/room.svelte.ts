import { createContext, type Component } from 'svelte';
import { api, ask } from '$api/client';
import type { LiveEvent } from '$live/frames';
import type { Sharing } from '$live/sharing';
import type { Member, Municipality, Organisation } from '$api/types';
import type { Participant, Step, WorkshopAt } from '$api/workshop';
import { FloorFollower } from './floor/follower.svelte';
import { GuestBook } from './plan/guestBook.svelte';
import type { PlanAim } from './plan/missing';
import { Roster } from './roster.svelte';
import { newsOf } from './tell';
import { WorkshopState } from './workshop.svelte';

/** What follows the workshop's topic beside the room itself. */
export interface Ears {
	hear(event: LiveEvent): void;
	read(): Promise<unknown>;
}

/** What the page brings of other rooms. */
export interface Joins {
	picker: () => Promise<{
		default: Component<
			{ chosen?: Organisation; sought?: string; optional?: string },
			object,
			'chosen' | 'sought'
		>;
	}>;
	municipalities: () => Promise<Municipality[]>;
	/** The ballots of the workshop. */
	ballots: Ears;
	/** Asks a facilitator what is put to the vote in a step. */
	startBallot: (step: Step) => void;
}

/** A workshop's page: what its parts share, and which step the reader looks at. */
export class WorkshopRoom {
	readonly workshop: WorkshopState;
	readonly floor: FloorFollower;
	readonly roster: Roster;
	readonly guests: GuestBook;
	/** The step that the reader opened; without one it is the one that is on. */
	opened = $state<string>();
	/** The participant on the phone for whom a facilitator writes. */
	behalf = $state.raw<Participant>();
	/** The part of the plan that a facilitator is led to. */
	aim = $state<PlanAim>();
	/** They wanted to invite, and there is no time to invite to. */
	timeFirst = $state(false);
	/** How many groups on the wall that is shown have no name. */
	unnamed = $state(0);
	/** Organisations that the reader chose here, for their names. */
	#known = $state.raw<Record<string, string>>({});
	/** Whether the reader is writing in the step that is shown, which then stays. */
	busy: () => boolean = () => false;

	readonly step = $derived<Step | undefined>(this.#shown());
	/** Another step than the one that is shown is on. */
	readonly elsewhere = $derived(this.#isElsewhere());

	constructor(
		start: WorkshopAt,
		readonly member: () => Member | undefined,
		readonly joins: Joins,
		private readonly aloud: (text: string) => void
	) {
		this.workshop = new WorkshopState(start);
		this.floor = new FloorFollower(start.id, aloud);
		this.roster = new Roster(this.workshop);
		this.guests = new GuestBook(this.workshop);
	}

	#shown(): Step | undefined {
		const { at, now, stage } = this.workshop;
		const last = stage.state === 'wrap_up' ? stage.step : undefined;
		return at.steps.find(({ id }) => id === this.opened) ?? now ?? at.steps.find(({ id }) => id === last);
	}

	/** As whom the reader is here. */
	get asker(): string {
		return askerOf(this.workshop.at);
	}

	#isElsewhere(): boolean {
		const { now } = this.workshop;
		return now !== undefined && now.id !== this.step?.id;
	}

	/** What an organisation is called that the reader is there for; it is asked for where it is not known. */
	named(organisation: string | undefined): string | undefined {
		if (!organisation) return undefined;
		const own = this.member()?.organisations.find(({ id }) => id === organisation);
		return own?.name ?? this.#known[organisation];
	}

	know({ id, name }: Pick<Organisation, 'id' | 'name'>): void {
		this.#known = { ...this.#known, [id]: name };
	}

	async learn(organisation: string): Promise<void> {
		if (this.named(organisation)) return;
		const params = { path: { id: organisation } };
		await ask(api.GET('/api/organisations/{id}', { params })).then(
			(found) => this.know(found),
			() => undefined
		);
	}

	/** Opens a step of the run sheet; the one that is on is followed from there. */
	open(step: string): void {
		this.opened = step === this.workshop.now?.id ? undefined : step;
	}

	/** Opens the step that holds the ballot which an address names. */
	openAt(hash: string): void {
		const step = this.workshop.at.steps.find(({ ballots }) => ballots.some((id) => hash === `#ballot-${id}`));
		if (step) this.open(step.id);
	}

	/** Writes for somebody on the phone, or as oneself again. */
	writeFor(participant: Participant | undefined): void {
		this.behalf = participant;
		this.floor.behalf = participant?.id;
	}

	/** Follows everything until the returned function is called. */
	follow(sharing: Pick<Sharing, 'hear'>): () => void {
		const { workshop, floor, joins } = this;
		workshop.news = (before, after) => this.#moved(before, after);
		const stop = workshop.follow(sharing);
		const leave = workshop.hear({
			event: (event) => {
				floor.hear(event);
				if (event.type.startsWith('ballot.')) joins.ballots.hear(event);
			},
			standing: () => this.#readParts()
		});
		// They are there at once, also where no live connection comes about.
		this.#readParts();
		return () => (leave(), stop(), floor.stop(), this.roster.stop());
	}

	/** Everything anew, as after somebody signed in. */
	again(): void {
		void this.workshop.read().catch(() => undefined);
		this.#readParts();
	}

	#readParts(): void {
		for (const part of [this.floor, this.joins.ballots]) void part.read().catch(() => undefined);
	}

	#moved(before: WorkshopAt, after: WorkshopAt): void {
		const words = newsOf(before, after);
		if (words) this.aloud(words);
		if (before.people !== after.people) this.roster.changed();
		if (askerOf(before) !== askerOf(after)) this.#readParts();
		const [had, has] = [before.stage.step, after.stage.step];
		if (had !== has || before.stage.state !== after.stage.state) this.#hold(had, has);
	}

	/** What somebody is writing is not taken from under their hands; who had opened the new step follows it from here. */
	#hold(had: string | undefined, has: string | undefined): void {
		if (this.opened === has) this.opened = undefined;
		else if (this.opened === undefined && had && this.busy()) this.opened = had;
	}
}

function askerOf({ mine, may }: WorkshopAt): string {
	return [mine?.participant, may.facilitate, may.write].join(' ');
}

export const [workshopRoom, openWorkshopRoom] = createContext<WorkshopRoom>();

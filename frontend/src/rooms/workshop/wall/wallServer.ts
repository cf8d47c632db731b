// A server of walls for tests: the rules of the real one, as short as they can be.
import type { Cluster, DotOn, Dots, DotsNow, Note, Wall, WallAt, WallPhase } from '$api/wall';
import type { LiveEvent } from '$live/frames';
import { inOrder } from './shown';

const GAP = 1 << 20;

type Told = { type: string; data: () => unknown };

export class WallServer {
	wall: Wall;
	notes: Note[] = [];
	clusters: Cluster[] = [];
	given: Record<string, Dots[]> = {};
	readonly #log: Told[] = [];
	#ids = 0;

	constructor(public readonly id = 'w') {
		const settings = { version: 1, dots: 3, dots_hidden: true, named: true } as const;
		this.wall = { id, workshop: 'shop', phase: 'hidden', arranging: 'everybody', ...settings };
	}

	/** What a reload answers to somebody. */
	read(who?: string): WallAt {
		const hidden = this.wall.phase === 'hidden';
		const at: WallAt = {
			...this.view(),
			notes: hidden ? [] : this.standing().sort(inOrder),
			clusters: this.clusters.filter(({ removed }) => !removed).sort(inOrder),
			dots_now: this.dots(),
			digest: '',
			topic: 'workshop:shop',
			seq: this.#log.length,
			epoch: 'e'
		};
		if (who !== undefined) {
			at.mine = { written: [], hidden: [], withdrawn: [], dots: this.given[who] ?? [] };
		}
		return at;
	}

	/** The events after a position, showing what they tell of as it is now. */
	after(seq: number): LiveEvent[] {
		const events = this.#log.slice(seq);
		return events.map(({ type, data }, i) => ({
			topic: 'workshop:shop',
			seq: seq + i + 1,
			type,
			at: '',
			data: structuredClone(data())
		}));
	}

	write(text: string): string {
		const id = `n${++this.#ids}`;
		this.notes.push({ id, wall: this.id, version: 1, text, at: '', place: this.#ids * 7 });
		this.#tellNote('note.added', id);
		return id;
	}

	withdraw(id: string): void {
		const note = this.#note(id);
		if (!note) return;
		Object.assign(note, { withdrawn: true, text: '', version: note.version + 1 });
		this.#tellNote('note.withdrawn', id);
		for (const source of this.standing().filter(({ into }) => into === id)) {
			this.#put(source, note.into, note.cluster, note.place);
		}
		this.#giveBack(id);
	}

	move(id: string, cluster: string | undefined, first: boolean): void {
		const note = this.#note(id);
		if (!note || (cluster && !this.#cluster(cluster))) return;
		const row = this.standing().filter((one) => !one.into && one.cluster === cluster && one !== note);
		const places = row.map(({ place }) => place);
		const place = first ? Math.min(GAP, ...places) - GAP : Math.max(0, ...places) + GAP;
		this.#put(note, undefined, cluster, place);
	}

	merge(id: string, into: string): void {
		const note = this.#note(id);
		let root = this.#note(into);
		if (!note || !root) return;
		for (; root; root = root.into ? this.#note(root.into) : undefined) if (root === note) return;
		this.#put(note, into, undefined, note.place);
		this.#giveBack(id);
	}

	form(name: string): string {
		const id = `c${++this.#ids}`;
		this.clusters.push({ id, wall: this.id, version: 1, name, place: this.#ids * GAP });
		this.#tell('cluster.added', () => this.clusters.find((one) => one.id === id));
		return id;
	}

	dissolve(id: string): void {
		const cluster = this.#cluster(id);
		if (!cluster) return;
		Object.assign(cluster, { removed: true, name: '', place: 0, version: cluster.version + 1 });
		this.#tell('cluster.removed', () => cluster);
		for (const note of this.standing().filter((one) => one.cluster === id)) {
			this.#put(note, undefined, undefined, note.place);
		}
		this.#giveBack(id);
	}

	dot(who: string, dots: Dots[]): void {
		const had = this.given[who] ?? [];
		this.given[who] = dots;
		if (!this.dots().shown) return this.#tellDots();
		for (const on of new Set([...had, ...dots].map((one) => one.on))) {
			this.#tell('wall.dotted', (): DotOn => {
				const now = this.dots();
				const n = now.shown ? (now.counts.find((one) => one.on === on)?.n ?? 0) : undefined;
				return {
					wall: this.id,
					on,
					placed: now.placed,
					dotted: now.dotted,
					...(n === undefined ? {} : { n })
				};
			});
		}
	}

	set(change: Partial<Pick<Wall, 'phase' | 'dots_hidden'>>): void {
		const was = { phase: this.wall.phase, shown: this.dots().shown };
		this.wall = { ...this.wall, ...change, version: this.wall.version + 1 };
		this.#tell('wall.changed', () => this.view());
		if (was.phase === 'hidden' && this.wall.phase !== 'hidden') {
			for (const { id } of this.standing()) this.#tellNote('note.added', id);
		}
		if (was.shown !== this.dots().shown) this.#tellDots();
	}

	turn(phase: WallPhase): void {
		this.set({ phase });
	}

	private view(): Wall {
		if (this.wall.phase !== 'hidden') return { ...this.wall };
		return { ...this.wall, counts: { notes: this.standing().length, writers: 1 } };
	}

	private standing(): Note[] {
		return this.notes.filter(({ withdrawn }) => !withdrawn);
	}

	private dots(): DotsNow {
		const all = Object.values(this.given).flat();
		const shown = !this.wall.dots_hidden || this.wall.phase === 'done';
		const sums: Record<string, number> = {};
		for (const { on, n } of all) sums[on] = (sums[on] ?? 0) + n;
		const counts = Object.keys(sums)
			.sort()
			.map((on) => ({ on, n: sums[on]! }));
		const dotted = Object.values(this.given).filter((dots) => dots.length > 0).length;
		const placed = all.reduce((sum, { n }) => sum + n, 0);
		return { wall: this.id, placed, dotted, shown, counts: shown ? counts : [] };
	}

	#note = (id: string) => this.standing().find((note) => note.id === id);
	#cluster = (id: string) => this.clusters.find((one) => one.id === id && !one.removed);

	#put(note: Note, into: string | undefined, cluster: string | undefined, place: number): void {
		delete note.into;
		delete note.cluster;
		Object.assign(note, { place, version: note.version + 1 }, into && { into }, cluster && { cluster });
		this.#tellNote('note.changed', note.id);
	}

	#giveBack(target: string): void {
		if (!Object.values(this.given).some((dots) => dots.some(({ on }) => on === target))) return;
		for (const who of Object.keys(this.given)) {
			this.given[who] = this.given[who]!.filter(({ on }) => on !== target);
		}
		this.#tellDots();
	}

	#tellDots(): void {
		this.#tell('wall.dotted', () => this.dots());
	}

	#tellNote(type: string, id: string): void {
		if (this.wall.phase === 'hidden') return this.#tell('wall.counted', () => this.view());
		this.#tell(type, () => this.notes.find((note) => note.id === id));
	}

	#tell(type: string, data: () => unknown): void {
		this.#log.push({ type, data });
	}
}

import type { Cluster, DotOn, Dots, DotsNow, Note, Wall, WallAt } from '$api/wall';
import type { LiveEvent } from '$live/frames';

/** The order of notes in a cluster, of loose ones, and of clusters. */
export function inOrder(a: { place: number; id: string }, b: { place: number; id: string }): number {
	return a.place - b.place || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** A list with the newest of something in it, in order, or without it where it is gone. */
function withNewest<T extends Note | Cluster>(list: T[], one: T, gone?: boolean): T[] {
	const had = list.find(({ id }) => id === one.id);
	if (had && had.version > one.version) return list;
	const others = list.filter((other) => other !== had);
	return gone ? others : [...others, one].sort(inOrder);
}

function withDots(now: DotsNow, told: DotsNow | DotOn): DotsNow {
	if (!('on' in told)) return told;
	const next = { ...now, placed: told.placed, dotted: told.dotted };
	if (!now.shown || told.n === undefined) return next;
	const counts = now.counts.filter(({ on }) => on !== told.on);
	if (told.n > 0) counts.push({ on: told.on, n: told.n });
	return { ...next, counts: counts.sort((a, b) => (a.on < b.on ? -1 : 1)) };
}

/** The dots that one has still, of those that one gave: what they were on may be gone. */
function left(dots: Dots[], at: WallAt): Dots[] {
	const kept = dots.filter(
		({ on }) => at.notes.some(({ id, into }) => id === on && !into) || at.clusters.some(({ id }) => id === on)
	);
	return kept.length === dots.length ? dots : kept;
}

/** A wall after an event of its workshop. What only the reader's own answer tells stays, but for dots on what is gone. */
export function apply(at: WallAt, { type, data }: Pick<LiveEvent, 'type' | 'data'>): WallAt {
	const next = changed(at, type, data);
	if (next === at || !at.mine) return next;
	const dots = left(at.mine.dots, next);
	return dots === at.mine.dots ? next : { ...next, mine: { ...at.mine, dots } };
}

function changed(at: WallAt, type: string, data: unknown): WallAt {
	const [kind] = type.split('.');
	if (type === 'wall.changed' || type === 'wall.counted') {
		const wall = data as Wall;
		if (wall.id !== at.id || wall.version < at.version) return at;
		return { ...at, counts: undefined, revealed_at: undefined, ...wall };
	}
	if ((data as { wall?: string } | null)?.wall !== at.id) return at;
	if (type === 'wall.dotted') return { ...at, dots_now: withDots(at.dots_now, data as DotsNow | DotOn) };
	if (kind === 'note') {
		const note = data as Note;
		return { ...at, notes: withNewest(at.notes, note, note.withdrawn) };
	}
	if (kind === 'cluster') {
		const cluster = data as Cluster;
		return { ...at, clusters: withNewest(at.clusters, cluster, cluster.removed) };
	}
	return at;
}

/** A note as it hangs: with its sources, those of these too, in one list. */
export interface Hung {
	note: Note;
	sources: Note[];
	dots?: number;
}

/** A cluster with what hangs in it; the loose notes have none. */
export interface Group {
	cluster?: Cluster;
	notes: Hung[];
	/** Its own and those of its notes. */
	dots?: number;
}

/** The wall as it is drawn: the loose notes first, then the clusters in their order. One pass, whatever hangs there. */
export function groups(at: WallAt): Group[] {
	const under: Record<string, Note[]> = {};
	for (const note of at.notes) if (note.into) (under[note.into] ??= []).push(note);
	const sourcesOf = (id: string): Note[] =>
		(under[id] ?? []).flatMap((note) => [note, ...sourcesOf(note.id)]);
	const on = at.dots_now.shown
		? Object.fromEntries(at.dots_now.counts.map(({ on, n }) => [on, n]))
		: undefined;
	const dots = (id: string) => on && (on[id] ?? 0);
	const rows: Record<string, Hung[]> = {};
	for (const note of at.notes) {
		if (note.into) continue;
		(rows[note.cluster ?? ''] ??= []).push({ note, sources: sourcesOf(note.id), dots: dots(note.id) });
	}
	const loose: Group = { notes: rows[''] ?? [] };
	return [
		loose,
		...at.clusters.map((cluster) => {
			const notes = rows[cluster.id] ?? [];
			// Some set their dots on the group and some on a note of it: both are for the group, as its result counts them.
			const all = on && notes.reduce((sum, note) => sum + (note.dots ?? 0), on[cluster.id] ?? 0);
			return { cluster, notes, dots: all };
		})
	];
}

/** Groups with the most dots first, the loose notes last; in each the notes likewise. */
export function byDots(all: Group[]): Group[] {
	const most = (a: { dots?: number }, b: { dots?: number }) => (b.dots ?? 0) - (a.dots ?? 0);
	const sorted = all.map((group) => ({ ...group, notes: [...group.notes].sort(most) }));
	return sorted.sort((a, b) => Number(!a.cluster) - Number(!b.cluster) || most(a, b));
}

/** How many groups hold notes and have no name. */
export const unnamed = (all: Group[]): number =>
	all.filter(({ cluster, notes }) => cluster && !cluster.name.trim() && notes.length > 0).length;

/** How a note is named where it cannot be shown whole. */
export function firstWords(text: string): string {
	const line = text.trim().replace(/\s+/g, ' ');
	return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}

/** What can be chosen among: the groups, the one with the most dots first; where there is no choice among them also the loose notes. */
export function choices(all: Group[]): string[] {
	const sorted = byDots(all);
	const grouped = sorted.filter(({ cluster, notes }) => cluster && notes.length > 0);
	const loose = sorted.filter(({ cluster }) => !cluster && grouped.length < 2);
	const texts = [
		...grouped.map(({ cluster, notes }) => cluster?.name.trim() || notes[0]!.note.text),
		...loose.flatMap(({ notes }) => notes.map(({ note }) => note.text))
	];
	return [...new Set(texts.map(firstWords))];
}

/** The one with so many more or fewer dots on something, of at most `most`; none where they do not suffice. */
export function spread(dots: Dots[], on: string, more: number, most: number): Dots[] | undefined {
	const had = dots.find((one) => one.on === on)?.n ?? 0;
	const given = dots.reduce((sum, { n }) => sum + n, 0);
	if (had + more < 0 || given + more > most) return undefined;
	const others = dots.filter((one) => one.on !== on);
	return had + more === 0 ? others : [...others, { on, n: had + more }];
}

/** A hash of what everybody sees, by the rule of the API's `digest`: screens that show the same have the same. */
export async function digest(at: WallAt): Promise<string> {
	const lines: (string | number)[][] = [['wall', at.id, at.version, at.phase]];
	if (at.counts) lines.push(['counts', at.counts.notes, at.counts.writers]);
	const byId = <T extends { id: string }>(list: T[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
	for (const { id, version, place, name } of byId(at.clusters))
		lines.push(['cluster', id, version, place, name]);
	for (const { id, version, cluster, place, into, text } of byId(at.notes))
		lines.push(['note', id, version, cluster ?? '', place, into ?? '', text]);
	lines.push(['dots', at.dots_now.placed, at.dots_now.dotted]);
	for (const { on, n } of at.dots_now.counts) lines.push(['on', on, n]);
	const whole = lines.map((fields) => `${fields.join('\u001f')}\u001e`).join('');
	const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(whole));
	return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

import type { Group, Hung } from '../wall/shown';

/** About as many notes as stand on a screen in letters that are read from the last row. */
const ROOM = 21;
/** What the name of a group takes, in notes. */
const NAME = 1.5;
/** A group shows at least so many. */
const LEAST = 1;

export interface AllottedGroup {
	id: string;
	/** None for loose notes; empty for a group that has not been named. */
	name?: string;
	dots?: number;
	notes: Hung[];
	/** How many hang there in all. */
	sum: number;
}

/** What of a wall is shown to a whole hall: all groups, and of each so many notes that the others have room too; `fewer` where there is less room. */
export function allotted(groups: Group[], fewer = 0): { groups: AllottedGroup[]; many: boolean } {
	const full = groups.filter(({ cluster, notes }) => cluster || notes.length > 0);
	const room = ROOM - fewer - NAME * full.filter(({ cluster }) => cluster).length;
	const each = Math.max(LEAST, Math.floor(room / Math.max(1, full.length)));
	// What one group leaves free, the others take.
	const free = full.reduce((sum, { notes }) => sum + Math.max(0, each - notes.length), 0);
	const needy = full.filter(({ notes }) => notes.length > each).length;
	const most = needy > 0 ? each + Math.floor(free / needy) : each;
	return {
		groups: full.map(({ cluster, notes, dots }) => ({
			id: cluster?.id ?? '',
			name: cluster?.name,
			dots,
			notes: notes.slice(0, most),
			sum: notes.length
		})),
		// Where many hang there, also those that are not shown for want of room make the letters smaller.
		many:
			fewer > 0 || full.reduce((sum, { notes }) => sum + Math.min(most, notes.length) + NAME, 0) > ROOM / 2
	};
}

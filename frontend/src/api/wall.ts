// The nouns of the note walls of workshops, and the calls, as openapi.yaml names them.
import type { Get, Id, Once, Send } from './paths';
import type { Position, Reference } from './types';

export type WallPhase = 'hidden' | 'revealed' | 'clustering' | 'dots' | 'done';

/** A wall without its notes. */
export interface Wall {
	/** Of the step that it was made for. */
	id: string;
	workshop: string;
	/** Of the phase and the settings. */
	version: number;
	phase: WallPhase;
	/** How many each has. */
	dots: number;
	dots_hidden: boolean;
	named: boolean;
	arranging: 'everybody' | 'facilitators';
	revealed_at?: string;
	/** Only while it is hidden: all that is told of others' notes. */
	counts?: HiddenCounts;
}

export interface HiddenCounts {
	notes: number;
	writers: number;
}

/** A withdrawn note has nothing but its id, wall and version. */
export interface Note {
	id: string;
	wall: string;
	version: number;
	/** Plain. */
	text: string;
	by?: NoteMaker;
	on_behalf?: boolean;
	late?: boolean;
	at: string;
	edited_at?: string;
	cluster?: string;
	place: number;
	/** The note of which it is a source. */
	into?: string;
	withdrawn?: boolean;
}

export interface NoteMaker {
	participant: string;
	name: string;
	organisation?: string;
	/** They had its leave to speak for it; otherwise they say so themselves. */
	confirmed?: boolean;
}

export interface Cluster {
	id: string;
	wall: string;
	version: number;
	name: string;
	place: number;
	removed?: boolean;
}

export interface Dots {
	on: string;
	n: number;
}

export interface DotsNow {
	wall: string;
	placed: number;
	dotted: number;
	shown: boolean;
	/** By id; none while they are hidden. */
	counts: Dots[];
}

/** The dots of one note or cluster, in events. */
export interface DotOn {
	wall: string;
	on: string;
	n?: number;
	placed: number;
	dotted: number;
}

export interface WallMine {
	participant?: string;
	written: string[];
	hidden: Note[];
	withdrawn: Retracted[];
	dots: Dots[];
}

/** A note that a facilitator withdrew. */
export interface Retracted {
	id: string;
	text: string;
	why: string;
	at: string;
}

export interface WallMay {
	facilitate: boolean;
	write: boolean;
	arrange: boolean;
	dot: boolean;
}

export interface WallAt extends Wall, Position {
	topic: string;
	notes: Note[];
	clusters: Cluster[];
	dots_now: DotsNow;
	digest: string;
	mine?: WallMine;
	may?: WallMay;
}

export interface WallLink {
	step: string;
	wall: string;
}

export interface WallList extends Position {
	topic: string;
	items: { step: string; wall: Wall }[];
	links: WallLink[];
}

type At = Id & { wall: string };
type OfNote = At & { note: string };
type OfCluster = At & { cluster: string };
type Versioned = { 'If-Match': string };

export interface WallPaths {
	'/api/workshops/{id}/walls': { get: Get<WallList, Id> };
	'/api/workshops/{id}/walls/{wall}': {
		get: Get<WallAt, At, { view?: 'presentation' }>;
		patch: Send<
			Reference,
			{ dots?: number; dots_hidden?: boolean; named?: boolean; arranging?: Wall['arranging'] },
			At,
			Versioned
		>;
	};
	'/api/workshops/{id}/walls/{wall}/phase': { put: Send<Reference, { phase: WallPhase }, At, Versioned> };
	'/api/workshops/{id}/walls/{wall}/link': { put: Send<Reference, { to: string }, At> };
	'/api/workshops/{id}/walls/{wall}/notes': {
		post: Send<Reference, { text: string; on_behalf?: string }, At, Once>;
	};
	'/api/workshops/{id}/walls/{wall}/notes/{note}': {
		patch: Send<Reference, { text: string }, OfNote, Versioned>;
	};
	'/api/workshops/{id}/walls/{wall}/notes/{note}/withdrawal': {
		put: Send<Reference, { why?: string }, OfNote>;
	};
	'/api/workshops/{id}/walls/{wall}/notes/{note}/place': {
		put: Send<Reference, { into?: string; cluster?: string; after?: string }, OfNote>;
	};
	'/api/workshops/{id}/walls/{wall}/clusters': {
		post: Send<Reference, { name?: string; after?: string; notes?: string[] }, At, Once>;
	};
	'/api/workshops/{id}/walls/{wall}/clusters/{cluster}': {
		patch: Send<Reference, { name: string }, OfCluster, Versioned>;
		delete: Send<Reference, never, OfCluster>;
	};
	'/api/workshops/{id}/walls/{wall}/clusters/{cluster}/place': {
		put: Send<Reference, { after?: string }, OfCluster>;
	};
	'/api/workshops/{id}/walls/{wall}/dots': { put: Send<Reference, { dots: Dots[] }, At> };
}

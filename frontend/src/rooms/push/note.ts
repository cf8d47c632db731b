// What a device is sent while no page is open, and how it is shown. The service worker stands on this file alone: it knows no
// page, no words and no session.

/** What the server sends; app/notice/words_push.go writes it, in the member's language. */
export interface Note {
	id: string;
	tag: string;
	title: string;
	body: string;
	lang: string;
	href: string;
	at: number;
	unread: number;
	alert: boolean;
	fewer: string;
	fewer_done: string;
}

/** TypeScript's own list does not know all of these. */
export type Shown = NotificationOptions & {
	data: Note;
	renotify?: boolean;
	timestamp?: number;
	actions?: { action: string; title: string }[];
};

/** Where one finds everything that one was told. */
export const all = '/notices';

/** Shown where what was sent cannot be read: a browser demands that something is. */
const unreadable: Note = {
	id: '',
	tag: 'kraftsam',
	title: 'Kraftsam',
	body: '',
	lang: 'sv',
	href: all,
	at: 0,
	unread: 0,
	alert: false,
	fewer: '',
	fewer_done: ''
};

/** Reads what was sent; words that are missing or of another kind are as if nothing had been said. */
export function readNote(text: string | undefined): Note {
	let said: Record<string, unknown>;
	try {
		said = Object(JSON.parse(text ?? '')) as Record<string, unknown>;
	} catch {
		return unreadable;
	}
	const note = { ...unreadable } as Record<string, unknown>;
	for (const [name, usual] of Object.entries(unreadable)) {
		if (typeof said[name] === typeof usual) note[name] = said[name];
	}
	return note as unknown as Note;
}

/** How the browser shows it. One about the same thing takes the place of an older one. */
export function shown(note: Note): Shown {
	return {
		body: note.body,
		lang: note.lang,
		tag: note.tag,
		renotify: note.alert,
		...(note.at > 0 && { timestamp: note.at }),
		icon: '/icon-192.png',
		data: note,
		actions: note.id && note.fewer ? [{ action: 'fewer', title: note.fewer }] : []
	};
}

/** The address that it leads to, never one of another site. */
export function leadsTo(note: Note, origin: string): string {
	const to = URL.canParse(note.href, origin) ? new URL(note.href, origin) : new URL(all, origin);
	return to.origin === origin ? to.href : new URL(all, origin).href;
}

/** The call that has one told less of the like. */
export const lowering = (note: Note): string => `/api/notices/${encodeURIComponent(note.id)}/lowering`;

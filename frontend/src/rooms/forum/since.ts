import { ago } from '$i18n/format';
import { api, ask } from '$api/client';
import type { Since } from '$api/types';

/** How much of each kind is shown where all shall stand on one screen. */
export const sinceLimit = 3;

/** What happened since the reader was here last. A visit begins by saying so. */
export async function readSince(limit = sinceLimit): Promise<Since> {
	return ask(api.GET('/api/since', { params: { query: { limit } } }));
}

/** Says that the reader is here, then reads: a visit that begins now moves what counts as last time. */
export async function openSince(limit = sinceLimit): Promise<Since> {
	await ask(api.PUT('/api/visit')).catch(() => undefined);
	return readSince(limit);
}

/** When somebody was here last, to end a sentence with: a shortened month brings a full stop of its own. */
export const lastHere = (at: string): string => ago(at).replace(/\.$/, '');

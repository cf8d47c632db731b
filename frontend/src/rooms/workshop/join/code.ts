import { api, ask } from '$api/client';
import type { WorkshopFound } from '$api/workshop';

/** How many characters a code has. */
export const codeLength = 6;

/** What codes have none of, and what it is mistaken for. */
const misread: Record<string, string> = { '2': 'Z', '5': 'S', '6': 'G', '8': 'B' };

/** A code as it was typed or pasted, also as a whole address: large letters, without what people put between them. */
export function codeIn(typed: string): string {
	const path = /\/w\/([^/?#]+)/i.exec(typed)?.[1] ?? typed;
	return path
		.toUpperCase()
		.replace(/[^\p{L}\p{N}]/gu, '')
		.replace(/[2568]/g, (digit) => misread[digit]!);
}

/** In two halves, as one reads it out. */
export const spaced = (code: string): string => [code.slice(0, 3), code.slice(3)].filter(Boolean).join(' ');

/** What a camera opens. */
export const addressOf = (code: string): string => `${location.origin}/w/${code}`;

/** Where one types a code, without what browsers add themselves. */
export const doorAddress = (): string => `${location.host}/w`;

let last: { code: string; found: WorkshopFound } | undefined;

/** Asks which workshop a code opens. The page that comes after the question does not ask again. */
export async function look(code: string): Promise<WorkshopFound> {
	if (last?.code === code) return last.found;
	const found = await ask(api.POST('/api/workshops/lookup', { body: { code } }));
	last = { code, found };
	return found;
}

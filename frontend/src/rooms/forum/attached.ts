import type { Attachment } from '$api/types';
import { t } from '$i18n/words.svelte';

/** A file that a text is to show, as its draft holds it: what it is called and is, as long as there is room. */
export interface Attached {
	id: string;
	/** What an image shows, for those who do not see it. */
	alt?: string;
	/** An image that says nothing. */
	decorative?: boolean;
	name?: string;
	type?: string;
	size?: number;
}

/** How many files a post shows at most. */
export const FILES_LIMIT = 10;

/** A field of a draft holds at most 4,000 characters. */
const FIELD_ROOM = 3_900;

/** How a name ends, in lower case. */
export const ending = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

export const isImage = (type: string | undefined): boolean => type?.startsWith('image/') ?? false;

/** The files that a draft holds. */
export function attachedIn(fields: Record<string, string>): Attached[] {
	try {
		const found: unknown = JSON.parse(fields.attachments || '[]');
		return Array.isArray(found) ? (found as Attached[]).filter((file) => typeof file.id === 'string') : [];
	} catch {
		return [];
	}
}

/** The files as the field of a draft. What the server knows as well is left out where it is too much. */
export function fieldOf(files: Attached[]): string {
	const whole = JSON.stringify(files);
	if (whole.length <= FIELD_ROOM) return whole;
	return JSON.stringify(files.map(({ id, alt, decorative, type }) => ({ id, alt, decorative, type })));
}

/** What a post shows, as the field of a draft that changes it. */
export function shownIn(attachments: Attachment[] | undefined): string {
	const files = attachments?.map(({ id, alt, decorative, name, type, size }) => ({
		id,
		alt,
		decorative,
		name,
		type,
		size
	}));
	return files ? fieldOf(files) : '';
}

/** The files as the API takes them; undefined where a draft says nothing of files. */
export function attachmentsBody(fields: Record<string, string>): object[] | undefined {
	if (!fields.attachments) return undefined;
	return attachedIn(fields).map(({ id, alt, decorative }) => ({
		id,
		alt: decorative ? undefined : alt,
		decorative
	}));
}

/** What keeps a text with files from being sent, in words; `sending` counts those that are on their way. */
export function wrongFiles(fields: Record<string, string>, sending: number): string | undefined {
	if (sending > 0) return t('forum.attach.wait');
	const silent = attachedIn(fields).some(
		({ type, alt, decorative }) => isImage(type) && !decorative && !alt?.trim()
	);
	return silent ? t('forum.attach.undescribed') : undefined;
}

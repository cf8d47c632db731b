import { Problem, type ProblemBody } from '$api/problem';
import type { Reference } from '$api/types';

/** The header that holds a file's name, whatever it is written in (RFC 8187). */
export const disposition = (name: string): string =>
	`attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** Sends a file and tells how far it has come: an XMLHttpRequest does, a fetch does not. The same key again does no harm. */
export function send(
	file: File,
	type: string,
	key: string,
	progress: (part: number) => void,
	signal: AbortSignal
): Promise<Reference> {
	return new Promise((resolve, reject) => {
		const call = new XMLHttpRequest();
		call.open('POST', '/api/files');
		call.setRequestHeader('Content-Type', type);
		call.setRequestHeader('Content-Disposition', disposition(file.name));
		call.setRequestHeader('Idempotency-Key', key);
		call.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
		call.onload = () => {
			const answer = parsed(call.responseText);
			if (call.status === 201 && answer) return resolve(answer as Reference);
			const { code, errors } = (answer ?? {}) as Partial<ProblemBody>;
			const wait = Number.parseInt(call.getResponseHeader('Retry-After') ?? '', 10);
			reject(
				new Problem(call.status, code ?? 'internal', errors, undefined, Number.isNaN(wait) ? undefined : wait)
			);
		};
		call.onerror = call.onabort = call.ontimeout = () => reject(new Problem(0, 'unanswered'));
		signal.addEventListener('abort', () => call.abort());
		call.send(file);
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

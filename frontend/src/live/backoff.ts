/** How long to wait before the next try: the ceiling doubles, the wait is anywhere below it (full jitter). */

const FLOOR_MS = 500;
const CEILING_MS = 30_000;

/** A wait in milliseconds for the given number of failures so far (0 is the first). */
export function backoff(failures: number, random: () => number = Math.random): number {
	const ceiling = Math.min(CEILING_MS, FLOOR_MS * 2 ** Math.min(failures, 16));
	return Math.round(random() * ceiling);
}

/** The seconds or the date of a `Retry-After` header in milliseconds, or undefined where it says nothing usable. */
export function retryAfter(header: string | null, now: number): number | undefined {
	if (header === null || header.trim() === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

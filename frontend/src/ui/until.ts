/** When it is so many hours later. */
export const inHours = (hours: number, now = Date.now()): string =>
	new Date(now + hours * 3_600_000).toISOString();

/** Eight in the morning, so many days from now, by the clock of this device. */
export function morning(days: number, now = new Date()): string {
	return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 8).toISOString();
}

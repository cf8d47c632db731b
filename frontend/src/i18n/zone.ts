/** What the clocks of a zone show at a moment, as a field for date and time takes it: `2026-06-01T12:00`. */
export function clockAt(at: Date, zone: string): string {
	const parts = new Intl.DateTimeFormat('en-CA', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit'
	}).formatToParts(at);
	const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
	return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** What the clocks of a zone will show in so many milliseconds. */
export const clockIn = (ms: number, zone: string): string => clockAt(new Date(Date.now() + ms), zone);

/** The moment at which the clocks of a zone show this; undefined for what is no time. */
export function momentOf(clock: string, zone: string): Date | undefined {
	const wanted = Date.parse(`${clock.slice(0, 16)}:00Z`);
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(clock) || Number.isNaN(wanted)) return undefined;
	let at = wanted;
	// Twice, as the first guess may lie on the other side of a change of the clocks.
	for (let n = 0; n < 2; n++) at += wanted - Date.parse(`${clockAt(new Date(at), zone)}:00Z`);
	return new Date(at);
}

import { expect, it } from 'vitest';
import { daysLeft } from './deadline';

it.each([
	['2026-03-10', new Date(2026, 2, 10, 23, 59), 0],
	['2026-03-10', new Date(2026, 2, 11, 0, 1), -1],
	['2026-03-30', new Date(2026, 2, 28, 12), 2], // clocks change on the 29th
	['2027-01-01', new Date(2026, 11, 31, 8), 1]
])('of %s there are days left, the last one included', (deadline, now, left) => {
	expect(daysLeft(deadline, now)).toBe(left);
});

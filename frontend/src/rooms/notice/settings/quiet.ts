import type { Quiet } from '$api/notice';

/** What is offered to whoever has no quiet hours and wants some. */
export const usualQuiet = { from: '17:00', to: '08:00' };

/** Whether any hours of the day are quiet: the same time twice is none. */
export const hasHours = ({ from, to }: Pick<Quiet, 'from' | 'to'>): boolean => from !== to;

/** The hours as they are sent: none is the same time twice. */
export const hoursOf = (on: boolean, from: string, to: string): Pick<Quiet, 'from' | 'to'> =>
	on ? { from, to } : { from: '00:00', to: '00:00' };

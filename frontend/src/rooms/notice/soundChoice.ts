import { recall, remember } from '$ui/keep';

/** Whether this browser may make a sound. Not unless somebody said so here. */
export const soundIsOn = (): boolean => recall('notice-sound') === 'on';

export const turnSound = (on: boolean): void => remember('notice-sound', on ? 'on' : 'off');

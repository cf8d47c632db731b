import type { WorkshopAt } from '$api/workshop';
import { t } from '$i18n/words.svelte';
import { clock, left, runOf, stepNow } from './stage';

/** What is read out when a workshop came from one state to another; nothing where it concerns nobody at once. */
export function newsOf(before: WorkshopAt, after: WorkshopAt): string | undefined {
	const [had, has] = [before.stage, after.stage];
	if (had.state !== has.state && has.state !== 'live') {
		if (has.state === 'wrap_up') return t('workshop.says.wrap_up');
		if (has.state === 'minutes_draft') return t('workshop.says.ended');
		if (has.state === 'cancelled') return t('workshop.says.cancelled');
		return undefined;
	}
	const now = stepNow(after);
	if (now && (had.step !== has.step || had.state !== 'live')) {
		const kind = t(`workshop.kind.${now.kind}`);
		return t('workshop.says.step', { step: now.title, kind, n: now.minutes });
	}
	if (!had.paused_at && has.paused_at) return t('workshop.says.paused');
	if (had.paused_at && !has.paused_at) return t('workshop.says.resumed');
	if (runOf(had, has.step)?.ends_at !== runOf(has, has.step)?.ends_at) {
		return t('workshop.says.extended', { time: clock(left(has, 0) ?? 0) });
	}
	if (before.leader !== after.leader) {
		const leader = after.facilitators.find(({ id }) => id === after.leader);
		return leader && t('workshop.says.leader', { name: leader.name });
	}
	return undefined;
}

/** What is left of the time, or how much it is over, in figures. The first second over is told as none. */
export const figures = (left: number): string => clock(left < 0 ? Math.max(0, -left - 999) : left);

/** What is left of the time, or how much it is over, as everybody sees it. */
export function timeWords(left: number, paused: boolean): string {
	const key = left < 0 ? (paused ? 'pausedOver' : 'over') : paused ? 'paused' : 'left';
	return t(`workshop.now.${key}`, { time: figures(left) });
}

import type { NoticeKind, NoticeRow } from '$api/notice';
import type { WordKey } from '$i18n/catalogues';
import { date, moment } from '$i18n/format';
import { t } from '$i18n/words.svelte';
import { steady } from '$ui/direction';
import type { IconName } from '$ui/icons';

/** The kinds, in the order of their weight. */
export const kinds: NoticeKind[] = [
	'asked',
	'workshop',
	'mention',
	'reply',
	'membership',
	'decided',
	'ballot',
	'thread',
	'post'
];

export const signs: Record<NoticeKind, IconName> = {
	asked: 'help',
	workshop: 'group',
	mention: 'at',
	reply: 'reply',
	membership: 'building',
	decided: 'checkCircle',
	ballot: 'list',
	thread: 'talk',
	post: 'edit'
};

/** What happened, where the kind alone does not say it. */
const happenings: Record<string, WordKey> = {
	'ballot.outcome_asked': 'notice.what.outcomeAsked',
	'representation.offered': 'notice.what.offered',
	'representation.requested': 'notice.what.requested',
	'representation.confirmed': 'notice.what.confirmed',
	'representation.ended': 'notice.what.ended',
	'ballot.opened': 'notice.what.opened',
	'ballot.closing': 'notice.what.closing',
	'ballot.closed': 'notice.what.closed',
	'ballot.outcome': 'notice.what.outcome',
	'workshop.invited': 'notice.what.workshopInvited',
	'workshop.moved': 'notice.what.workshopMoved',
	'workshop.cancelled': 'notice.what.workshopCancelled',
	'workshop.promise': 'notice.what.workshopPromise',
	'workshop.published': 'notice.what.workshopPublished',
	answer: 'notice.what.answer'
};

/** What happened, in few words that stand before the thing's name. */
export function aboutWords({ kind, what, reason, events }: NoticeRow): string {
	if (kind === 'mention' && reason === 'organisation') return t('notice.what.organisation', { n: events });
	return t(happenings[what] ?? `notice.what.${kind}`, { n: events });
}

/** When a workshop begins that one is invited to, or by when something is wished; undefined where there is no date. */
export function dateWords({ before, what }: Pick<NoticeRow, 'before' | 'what'>): string | undefined {
	if (!before) return undefined;
	const time = before.length > 10 ? moment(before) : date(before);
	const begins = what === 'workshop.invited' || what === 'workshop.moved';
	return t(begins ? 'notice.row.begins' : 'notice.row.before', { time });
}

/** The name of the thing that it is about. */
export const titleOf = ({ thing }: Pick<NoticeRow, 'thing'>): string => steady(thing.title);

/** Whose acts they were: "Gunilla Demosson, Bo Demoson och 3 till"; undefined where it was nobody's. */
export function whoWords({ by, people }: Pick<NoticeRow, 'by' | 'people'>): string | undefined {
	if (by.length === 0) return undefined;
	const names = by.map(({ name }) => steady(name)).join(', ');
	return people > by.length ? t('notice.row.more', { names, n: people - by.length }) : names;
}

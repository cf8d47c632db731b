// The catalogues, one pair of files a room. Importing the types only keeps the words out of the first bundle.
import type { ProblemCode } from '$api/problem';
import type account from './sv/account.json';
import type actor from './sv/actor.json';
import type administration from './sv/administration.json';
import type answer from './sv/answer.json';
import type area from './sv/area.json';
import type ballot from './sv/ballot.json';
import type calendar from './sv/calendar.json';
import type common from './sv/common.json';
import type file from './sv/file.json';
import type floor from './sv/floor.json';
import type forum from './sv/forum.json';
import type legal from './sv/legal.json';
import type lists from './sv/lists.json';
import type notice from './sv/notice.json';
import type order from './sv/order.json';
import type place from './sv/place.json';
import type post from './sv/post.json';
import type problem from './sv/problem.json';
import type push from './sv/push.json';
import type shortcuts from './sv/shortcuts.json';
import type welcome from './sv/welcome.json';
import type wall from './sv/wall.json';
import type workshopPlan from './sv/workshopPlan.json';
import type workshop from './sv/workshop.json';
import type workshopJoin from './sv/workshopJoin.json';
import type workshopScreen from './sv/workshopScreen.json';
import type workshopResult from './sv/workshopResult.json';
import type enAccount from './en/account.json';
import type enActor from './en/actor.json';
import type enAdministration from './en/administration.json';
import type enAnswer from './en/answer.json';
import type enArea from './en/area.json';
import type enBallot from './en/ballot.json';
import type enCalendar from './en/calendar.json';
import type enCommon from './en/common.json';
import type enFile from './en/file.json';
import type enFloor from './en/floor.json';
import type enForum from './en/forum.json';
import type enLegal from './en/legal.json';
import type enLists from './en/lists.json';
import type enNotice from './en/notice.json';
import type enOrder from './en/order.json';
import type enPlace from './en/place.json';
import type enPost from './en/post.json';
import type enProblem from './en/problem.json';
import type enPush from './en/push.json';
import type enShortcuts from './en/shortcuts.json';
import type enWelcome from './en/welcome.json';
import type enWall from './en/wall.json';
import type enWorkshopPlan from './en/workshopPlan.json';
import type enWorkshop from './en/workshop.json';
import type enWorkshopJoin from './en/workshopJoin.json';
import type enWorkshopScreen from './en/workshopScreen.json';
import type enWorkshopResult from './en/workshopResult.json';

export interface Swedish {
	account: typeof account;
	actor: typeof actor;
	administration: typeof administration;
	answer: typeof answer;
	area: typeof area;
	ballot: typeof ballot;
	calendar: typeof calendar;
	common: typeof common;
	file: typeof file;
	floor: typeof floor;
	forum: typeof forum;
	legal: typeof legal;
	lists: typeof lists;
	notice: typeof notice;
	order: typeof order;
	place: typeof place;
	post: typeof post;
	problem: typeof problem;
	push: typeof push;
	shortcuts: typeof shortcuts;
	welcome: typeof welcome;
	wall: typeof wall;
	workshopPlan: typeof workshopPlan;
	workshop: typeof workshop;
	workshopJoin: typeof workshopJoin;
	workshopScreen: typeof workshopScreen;
	workshopResult: typeof workshopResult;
}

interface English {
	account: typeof enAccount;
	actor: typeof enActor;
	administration: typeof enAdministration;
	answer: typeof enAnswer;
	area: typeof enArea;
	ballot: typeof enBallot;
	calendar: typeof enCalendar;
	common: typeof enCommon;
	file: typeof enFile;
	floor: typeof enFloor;
	forum: typeof enForum;
	legal: typeof enLegal;
	lists: typeof enLists;
	notice: typeof enNotice;
	order: typeof enOrder;
	place: typeof enPlace;
	post: typeof enPost;
	problem: typeof enProblem;
	push: typeof enPush;
	shortcuts: typeof enShortcuts;
	welcome: typeof enWelcome;
	wall: typeof enWall;
	workshopPlan: typeof enWorkshopPlan;
	workshop: typeof enWorkshop;
	workshopJoin: typeof enWorkshopJoin;
	workshopScreen: typeof enWorkshopScreen;
	workshopResult: typeof enWorkshopResult;
}

export type Room = keyof Swedish;

/** The forms of a counted phrase; `other` is the one that every language has. */
export interface Plural {
	one?: string;
	other: string;
}

/** The dotted paths of all words in a catalogue; a counted phrase is one path. */
type Paths<Tree> = {
	[Key in keyof Tree & string]: Tree[Key] extends string | Plural ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

/** Every word of the site, such as `forum.reply`. */
export type WordKey = Paths<Swedish>;

/** Fails to compile, naming the words, when one language has a word that the other lacks. */
type Missing = Exclude<Paths<Swedish>, Paths<English>> | Exclude<Paths<English>, Paths<Swedish>>;
export const complete: [Missing] extends [never] ? true : Missing = true;

/** Fails to compile, naming the codes, when the API has a problem that the catalogue has no words for. */
type Unexplained = Exclude<ProblemCode, keyof typeof problem>;
export const explained: [Unexplained] extends [never] ? true : Unexplained = true;

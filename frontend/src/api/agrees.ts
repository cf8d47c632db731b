// Holds the words that the screens use against the API's own description: a field or an address that only one of
// the two knows fails to compile here and is named. The nouns in types.ts say more than the description does
// (which words a sector can be, that a list is never null), so they are not simply its aliases.
import type { paths as Described, components } from './schema';
import type { paths as Called } from './paths';
import type * as ballot from './ballot';
import type * as floor from './floor';
import type * as notice from './notice';
import type * as result from './result';
import type * as noun from './types';
import type * as wall from './wall';
import type * as workshop from './workshop';

type Schemas = components['schemas'];

type Difference<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs> | Exclude<keyof Theirs, keyof Ours>;

interface Nouns {
	area: Difference<noun.Area, Schemas['View']>;
	subArea: Difference<noun.SubArea, Schemas['PartView']>;
	author: Difference<noun.Author, Schemas['AuthorView']>;
	organisation: Difference<noun.Organisation, Schemas['OrganisationView']>;
	municipality: Difference<noun.Municipality, Schemas['MunicipalityView']>;
	member: Difference<noun.Member, Schemas['MemberView']>;
	session: Difference<noun.SessionEntry, Schemas['SessionView']>;
	signedIn: Difference<noun.SignedIn, Schemas['SessionBody']>;
	token: Difference<noun.TokenEntry, Schemas['TokenView']>;
	representation: Difference<noun.Representation, Schemas['RepresentationView']>;
	site: Difference<noun.Site, Schemas['SiteView']>;
	thread: Difference<noun.Thread, Schemas['ThreadView']>;
	threadStage: Difference<noun.ThreadStage, Schemas['StageView']>;
	writtenRound: Difference<noun.WrittenRound, Schemas['RoundView']>;
	closure: Difference<noun.Closure, Schemas['ClosureView']>;
	mark: Difference<noun.Mark, Schemas['MarkView']>;
	asking: Difference<noun.Asking, Schemas['AskView']>;
	asked: Difference<noun.Asked, Schemas['AskedView']>;
	act: Difference<noun.Act, Schemas['ActView']>;
	namedThread: Difference<noun.NamedThread, Schemas['NamedThread']>;
	post: Difference<noun.Post, Schemas['PostView']>;
	reactionCount: Difference<noun.ReactionCount, Schemas['ReactionCount']>;
	reaction: Difference<noun.Reaction, Schemas['ReactionView']>;
	storedFile: Difference<noun.StoredFile, Schemas['Stored']>;
	attachment: Difference<noun.Attachment, Schemas['AttachmentView']>;
	keptDraft: Difference<noun.KeptDraft, Schemas['Shown']>;
	draftCopy: Difference<noun.DraftCopy, Schemas['CopyView']>;
	mentionable: Difference<noun.Mentionable, Schemas['MentionableOutputBody']>;
	postVersion: Difference<noun.PostVersion, Schemas['VersionView']>;
	translation: Difference<noun.Translation, Schemas['TranslationView']>;
	reading: Difference<noun.Reading, Schemas['ReadingView']>;
	areaReading: Difference<noun.AreaReading, Schemas['AreaReading']>;
	unread: Difference<noun.Unread, Schemas['UnreadView']>;
	inbox: Difference<noun.Inbox, Schemas['InboxView']>;
	inboxArea: Difference<noun.InboxArea, Schemas['InboxArea']>;
	ask: Difference<noun.Ask, Schemas['Ask']>;
	reply: Difference<noun.Reply, Schemas['ReplyView']>;
	since: Difference<noun.Since, Schemas['SinceView']>;
	reference: Difference<noun.Reference, Schemas['Reference']>;
	registration: Difference<noun.Registration, Schemas['RegistrationInputBody']>;
	invitationLink: Difference<noun.InvitationLink, Schemas['LinkView']>;
	passkey: Difference<noun.Passkey, Schemas['PasskeyView']>;
	connection: Difference<noun.Connection, Schemas['ConnectionView']>;
	waitingConnection: Difference<noun.WaitingConnection, Schemas['WaitingView']>;
	demoAccount: Difference<noun.DemoAccount, Schemas['DemoAccount']>;
	demoMail: Difference<noun.DemoMail, Schemas['LetterView']>;
	counts: Difference<noun.Counts, Schemas['CountsView']>;
	citizen: Difference<noun.Citizen, Schemas['CitizenView']>;
	givenRole: Difference<noun.GivenRole, Schemas['GivenRole']>;
	request: Difference<noun.RepresentationRequest, Schemas['RequestView']>;
	proposal: Difference<noun.Proposal, Schemas['ProposalView']>;
	settings: Difference<noun.Settings, Schemas['SettingsView']>;
	noted: Difference<noun.Noted, Schemas['NotedView']>;
	areaDraft: Difference<noun.AreaDraft, Schemas['Draft']>;
	belonging: Difference<noun.Belonging, Schemas['BelongingView']>;
	invitation: Difference<noun.Invitation, Schemas['InvitationView']>;
	ballot: Difference<ballot.Ballot, Schemas['VotingView']>;
	voteResult: Difference<ballot.VoteResult, Schemas['VoteResult']>;
	voiceGroup: Difference<ballot.VoiceGroup, Schemas['VoiceGroup']>;
	newBallot: Difference<ballot.NewBallot & { lang?: string }, Schemas['NewInputBody']>;
	cast: Difference<ballot.Cast, Schemas['VoteInputBody']>;
	speakers: Difference<floor.Speakers, Schemas['SpeakersAt']>;
	floorPerson: Difference<floor.FloorPerson, Schemas['FloorPerson']>;
	speech: Difference<floor.Speech, Schemas['SpeechView']>;
	spoken: Difference<floor.Spoken, Schemas['SpokenView']>;
	suggestedSpeech: Difference<floor.SuggestedSpeech, Schemas['SuggestedSpeech']>;
	speakersAct: Difference<floor.SpeakersAct, Schemas['SpeakersInputBody']>;
	questions: Difference<floor.Questions, Schemas['QuestionsAt']>;
	question: Difference<floor.Question, Schemas['QuestionView']>;
	questionBar: Difference<floor.QuestionBar, Schemas['QuestionBar']>;
	voices: Difference<floor.Voices, Schemas['Voices']>;
	hiddenQuestion: Difference<floor.HiddenQuestion, Schemas['HiddenQuestion']>;
	questionAct: Difference<floor.QuestionAct, Schemas['HandleInputBody']>;
	noticeRow: Difference<notice.NoticeRow, Schemas['RowView']>;
	noticeThing: Difference<notice.NoticeThing, Schemas['ThingView']>;
	noticeChoice: Difference<notice.NoticeChoice, Schemas['KindChoice']>;
	noticeSettings: Difference<notice.NoticeSettings, Schemas['TellingView']>;
	quiet: Difference<notice.Quiet, Schemas['QuietView']>;
	lowered: Difference<notice.Lowered, Schemas['LoweredView']>;
	answering: Difference<notice.Answering, Schemas['AnsweringView']>;
	calendarFeed: Difference<notice.CalendarFeed, Schemas['FeedView']>;
	contacts: Difference<notice.Contacts, Schemas['ContactsView']>;
	noticeDevice: Difference<notice.NoticeDevice, Schemas['DeviceView']>;
	deadJob: Difference<notice.DeadJob, Schemas['DeadJobView']>;
	deadLetter: Difference<notice.DeadLetter, Schemas['DeadLetterView']>;
	letters: Difference<notice.Letters, Schemas['TrayView']>;
	jobs: Difference<notice.Jobs, Schemas['JobsView']>;
	wall: Difference<wall.Wall, Schemas['WallView']>;
	note: Difference<wall.Note, Schemas['NoteView']>;
	cluster: Difference<wall.Cluster, Schemas['ClusterView']>;
	dotsNow: Difference<wall.DotsNow, Schemas['DotsView']>;
	wallMine: Difference<wall.WallMine, Schemas['WallMine']>;
	wallMay: Difference<wall.WallMay, Schemas['WallMay']>;
	retracted: Difference<wall.Retracted, Schemas['Retracted']>;
	wallAt: Difference<wall.WallAt, Schemas['WallAt']>;
	wallList: Difference<wall.WallList, Schemas['WallList']>;
	stage: Difference<workshop.Stage, Schemas['WorkshopStage']>;
	stepRun: Difference<workshop.StepRun, Schemas['StepRun']>;
	step: Difference<workshop.Step, Schemas['StepView']>;
	workshopPeople: Difference<workshop.WorkshopPeople, Schemas['WorkshopPeople']>;
	workshopReply: Difference<workshop.WorkshopReply, Schemas['WorkshopReply']>;
	workshopReplyOf: Difference<workshop.WorkshopReplyOf, Schemas['WorkshopReplyOf']>;
	workshopMine: Difference<workshop.WorkshopMine, Schemas['WorkshopMine']>;
	workshopMay: Difference<workshop.WorkshopMay, Schemas['WorkshopMay']>;
	workshopAt: Difference<workshop.WorkshopAt, Schemas['WorkshopAt']>;
	workshopTemplate: Difference<workshop.WorkshopTemplate, Schemas['WorkshopTemplate']>;
	templateStep: Difference<workshop.TemplateStep, Schemas['TemplateStep']>;
	workshopFound: Difference<workshop.WorkshopFound, Schemas['WorkshopFound']>;
	workshopJoined: Difference<workshop.WorkshopJoined, Schemas['JoinOutputBody']>;
	participant: Difference<workshop.Participant, Schemas['ParticipantView']>;
	workshopCell: Difference<workshop.WorkshopCell, Schemas['WorkshopCell']>;
	invited: Difference<workshop.Invited, Schemas['InvitedView']>;
	invitedTo: Difference<workshop.InvitedTo, Schemas['WorkshopInvited']>;
	workshopListed: Difference<workshop.WorkshopListed, Schemas['WorkshopListed']>;
	workshopCoverage: Difference<workshop.WorkshopCoverage, Schemas['WorkshopCoverage']>;
	newWorkshop: Difference<workshop.NewWorkshop, Schemas['PlanInputBody']>;
	workshopDetails: Difference<workshop.WorkshopDetails, Schemas['DetailsInputBody']>;
	plot: Difference<workshop.Plot, Schemas['PlotBody']>;
	stageAct: Difference<workshop.StageAct, Schemas['StageInputBody']>;
	taking: Difference<workshop.Taking, Schemas['TakingBody']>;
	resultAt: Difference<result.ResultAt, Schemas['ResultAt']>;
	result: Difference<result.Result, Schemas['ResultView']>;
	resultItem: Difference<result.ResultItem, Schemas['ResultItem']>;
	resultName: Difference<result.ResultName, Schemas['ResultName']>;
	resultStanding: Difference<result.ResultStanding, Schemas['ResultStanding']>;
	resultSource: Difference<result.ResultSource, Schemas['ResultSource']>;
	resultSources: Difference<result.ResultSources, Schemas['ResultSources']>;
	resultMay: Difference<result.ResultMay, Schemas['ResultMay']>;
	resultCaller: Difference<result.ResultCaller, Schemas['ResultCaller']>;
	resultChange: Difference<result.ResultChange, Schemas['ResultChange']>;
	workshopAttendance: Difference<result.WorkshopAttendance, Schemas['WorkshopAttendance']>;
	lateAttendance: Difference<result.LateAttendance, Schemas['LateAttendance']>;
}

/** The methods of an address, as the description lists them. */
type Methods<Path> = {
	[Method in keyof Path]: Path[Method] extends { responses: unknown } ? Method : never;
}[keyof Path];

/** Addresses and methods that the screens call but the API does not have. */
type Uncalled = {
	[Path in keyof Called]: Path extends keyof Described
		? Exclude<keyof Called[Path], Methods<Described[Path]>>
		: Path;
}[keyof Called];

type Complaint = Nouns[keyof Nouns] | Uncalled;

/** Empty, as long as both say the same. */
export const disagreements: Record<Complaint, never> = {};

import type { Plugin } from 'vite';

/** The rooms whose words are needed at once where people read and write; the others' come with their pages. */
const readingWords = /\/src\/i18n\/(sv|en)\/(common|forum)\.json/;

/** Those of the pages that lead there. */
const leadingWords = /\/src\/i18n\/(sv|en)\/(area|lists|place|welcome)\.json/;

/** What the forum's other pages show beside a thread's. */
const lists =
	/\/src\/rooms\/forum\/(since|Since|asks|filter|inbox|Inbox|next\.ts|AreaHead|KindFields|MarkAllRead|NewThread|ReadingChips|ThreadFilter|threadList|ThreadList|ThreadRow|ThreadSubjects|ThreadTitle)/;

/** What a thread is written with, which comes when somebody begins to do anything there. */
const writing =
	/\/src\/rooms\/forum\/(AttachDoor|ComposerHead|ComposerOptions|ComposerPanel|composing|Draft(Line|News)|draft(\.|Sync)|EditPost|everywhere|markup|mention|OutboxItem|OutboxList|quoting|RecordNotice|ReplyingTo|SlowNotice|SpeakAs|TextBox|TextTools|TongueChoice|WritingOptions|writing)/;

/** What a thread is read with. What only some need of it comes when they need it. */
const talk = /\/src\/(rooms\/forum(?!\/(order|later|Translate\.))|live)\//;

/** What the other pages are made of. */
const pages =
	/\/src\/(i18n\/zone|ui\/(attempt|CardGrid|Columns|Combobox|Disclosure|Field|finder|loadAgain|PageHead|Section|Sheet|Skeleton|slide|Stale|Stepper))/;

/** What is shown when somebody opens it. */
const opened = /\/src\/ui\/(frame\/SettingsDialog|ShortcutsDialog|Choice|ThemeSwitch|LanguageSwitch|until)/;

/** What every page stands on. */
const ground =
	/\/node_modules\/|\0|\/src\/(ui|api|i18n)\/.*(?<!json)$|\/src\/rooms\/(account\/session|area\/areas)/;

/** Codes for cameras are drawn on few pages. */
const drawn = /\/node_modules\/uqr\//;

/**
 * Joins what is always needed together into few files. On a line with a long round trip many small files cost
 * more time than their bytes, as a browser fetches only six at once.
 */
export function fewChunks(): Plugin {
	const groups = [
		{ name: (id: string) => readingWords.exec(id)?.[1] ?? null, priority: 4 },
		{ name: (id: string) => leadingWords.exec(id)?.[1]?.concat('-lists') ?? null, priority: 4 },
		{
			name: 'ground',
			test: (id: string) => ground.test(id) && !pages.test(id) && !opened.test(id) && !drawn.test(id),
			priority: 3
		},
		{
			name: 'talk',
			test: (id: string) => talk.test(id) && !lists.test(id) && !writing.test(id),
			priority: 2
		},
		{ name: 'writing', test: writing, priority: 1 },
		{ name: 'pages', test: pages, priority: 0 },
		{ name: 'lists', test: lists, priority: 0 }
	];
	return {
		name: 'few-chunks',
		config: (_, { isSsrBuild }) =>
			isSsrBuild ? undefined : { build: { rollupOptions: { output: { codeSplitting: { groups } } } } }
	};
}

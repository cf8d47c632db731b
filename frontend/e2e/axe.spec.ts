import { findings } from './door';
import { api, expect, newThread, nodes, signIn, test } from './village';

/** The pages that need no thread of their own; `member` says that one has to be signed in. */
const pages: { path: string; member?: boolean }[] = [
	{ path: '/' },
	{ path: '/', member: true },
	{ path: '/areas' },
	{ path: '/areas/upplevelser' },
	{ path: '/areas/upplevelser', member: true },
	{ path: '/areas/upplevelser/new' },
	{ path: '/areas/upplevelser/new', member: true },
	{ path: '/organisations' },
	{ path: '/workshops' },
	{ path: '/workshops/new', member: true },
	{ path: '/sign-in' },
	{ path: '/sign-up' },
	{ path: '/account', member: true },
	{ path: '/drafts', member: true },
	{ path: '/notices', member: true },
	{ path: '/notices?kind=ballot&unread', member: true },
	{ path: '/account/notices', member: true },
	{ path: '/unsubscribe' },
	{ path: '/w' },
	{ path: '/about' },
	{ path: '/terms' },
	{ path: '/privacy' },
	{ path: '/accessibility' },
	{ path: '/demo/mails' },
	{ path: '/finns-inte' }
];

/** Every page in light Swedish, and in the dark what depends on it: colours. */
if (nodes.length === 1)
	test('every page, light and dark', async ({ page, context }) => {
		test.setTimeout(300_000);
		const found: Record<string, string[]> = {};
		const look = async (path: string, who: string) => {
			await page.emulateMedia({ colorScheme: 'light' });
			await page.goto(path);
			const light = await findings(page);
			await page.emulateMedia({ colorScheme: 'dark' });
			const dark = await findings(page, undefined, ['color-contrast']);
			if (light.length + dark.length > 0) found[`${path} (${who})`] = [...light, ...dark];
		};
		for (const { path, member } of pages) if (!member) await look(path, 'visitor');
		const thread = await threadWithEverything();
		await look(`/threads/${thread}`, 'visitor');
		const { items } = (await (await page.request.get('/api/organisations?limit=1')).json()) as {
			items: { id: string }[];
		};
		await look(`/organisations/${items[0]?.id}`, 'visitor');
		await signIn(context, 'gunilla');
		for (const { path, member } of pages) if (member) await look(path, 'member');
		await look(`/threads/${thread}`, 'facilitator');
		expect(found).toEqual({});
	});

/** Other words are of another length; what else axe asks is the same in every language. */
if (nodes.length === 1)
	test.describe('in English', () => {
		test.use({ colorScheme: 'dark', locale: 'en-GB' });

		test('the pages that people use most', async ({ page, context }) => {
			await context.addInitScript(() => {
				// axe opens an empty page of its own, which has no storage.
				if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', 'en');
			});
			await signIn(context, 'gunilla');
			const found: Record<string, string[]> = {};
			const thread = await threadWithEverything();
			for (const path of [
				'/',
				'/areas/upplevelser',
				`/threads/${thread}`,
				'/workshops/new',
				'/account',
				'/account/notices'
			]) {
				await page.goto(path);
				const faults = await findings(page);
				if (faults.length > 0) found[path] = faults;
			}
			expect(found).toEqual({});
		});
	});

/** A thread with an answer, an edited post, a withdrawn one and another language. */
async function threadWithEverything(): Promise<string> {
	const id = await newThread(
		'Allt på en gång',
		'Första **inlägget** med [en länk](https://example.org).\n\n- ett\n- två\n\n> citat'
	);
	const gunilla = await api('gunilla');
	const path = `/api/threads/${id}/posts`;
	const edited = await gunilla.post(path, { text: 'Det här ändras.' });
	await gunilla.call('PATCH', `/api/posts/${edited.id}`, { text: 'Ändrat.' }, { 'if-match': '"1"' });
	const withdrawn = await gunilla.post(path, { text: 'Det här dras tillbaka.' });
	await gunilla.call('DELETE', `/api/posts/${withdrawn.id}`);
	await gunilla.post(path, { text: 'A reply in English.', lang: 'en', reply_to: edited.id });
	return id;
}

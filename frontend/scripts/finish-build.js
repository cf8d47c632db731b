// What a build leaves to be done: the file that keeps the embedded folder in git, and preload.json, which tells the
// server what each page will ask for, so that it can name it in the shell and save the browser a round trip.
import { readFileSync, writeFileSync } from 'node:fs';

const generated = '.svelte-kit/generated/client-optimized/nodes/';

/** @type {Record<string, { file: string, name?: string, imports?: string[], dynamicImports?: string[], css?: string[] }>} */
const manifest = JSON.parse(readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8'));
const written = readFileSync('build/index.html', 'utf8');

/**
 * The files that an entry stands on, itself included, without those that the shell names for every page.
 * @param {string} key
 * @param {Set<string>} found
 */
function filesOf(key, found = new Set()) {
	const entry = manifest[key];
	if (!entry || found.has(entry.file)) return found;
	found.add(entry.file);
	for (const sheet of entry.css ?? []) found.add(sheet);
	for (const other of entry.imports ?? []) filesOf(other, found);
	return found;
}

/** What the frame of every page stands on, and what it fetches itself at once. */
const frame = filesOf(`${generated}0.js`);
for (const key of manifest[`${generated}0.js`]?.dynamicImports ?? []) filesOf(key, frame);

// Kit names the styles of all that can ever be fetched from the frame, also of dialogs and of other pages. Those come with
// their scripts instead, which wait for them.
const shell = written.replace(/\s*<link href="\/([^"]+\.css)" rel="stylesheet">/g, (link, file) =>
	frame.has(file) ? link : ''
);
writeFileSync('build/index.html', shell);

/** @param {string} key */
const newFiles = (key) => [...filesOf(key)].map((file) => `/${file}`).filter((file) => !shell.includes(file));

/** @type {{ routes: Record<string, string[]>, words: Record<string, string[]> }} */
const preload = { routes: {}, words: {} };
for (const key of Object.keys(manifest)) {
	if (!key.startsWith(generated)) continue;
	const page = /src\/routes(.*)\/\+page\.svelte/.exec(readFileSync(key, 'utf8'));
	if (page) preload.routes[page[1] || '/'] = newFiles(key);
}
// The words that reading needs are one file a language, which chunks.ts names after it.
for (const lang of ['sv', 'en']) {
	const key = Object.keys(manifest).find((one) => manifest[one].name === lang);
	if (!key) throw new Error(`the words of ${lang} are no file of their own: see chunks.ts`);
	preload.words[lang] = newFiles(key);
}

writeFileSync('build/preload.json', JSON.stringify(preload, null, '\t'));
writeFileSync('build/.gitkeep', '');

// Rules that nobody should have to remember.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

function filesIn(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		return statSync(path).isDirectory() ? filesIn(path) : [path];
	});
}

const all = filesIn('src');
const components = all.filter((path) => path.endsWith('.svelte'));
const source = (path: string) => readFileSync(path, 'utf8');
const lines = (path: string) => source(path).trimEnd().split('\n').length;

describe('components', () => {
	test('are short, and pages shorter', () => {
		const long = components.filter((path) => lines(path) > (path.endsWith('+page.svelte') ? 100 : 150));
		expect(long).toEqual([]);
	});

	test('name colours by their tokens', () => {
		const raw = components.filter((path) =>
			/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i.test(source(path).split('<style>')[1] ?? '')
		);
		expect(raw).toEqual([]);
	});

	test('have no style attributes, which the content policy refuses', () => {
		const styled = components.filter((path) => /\sstyle(=|:)/.test(source(path).split('<style>')[0] ?? ''));
		expect(styled).toEqual([]);
	});

	test('end no line with the dot between facts: it belongs to what comes after', () => {
		const loose = components.filter((path) =>
			/·(?!&nbsp;|\\u00a0|'|@)/.test(source(path).replace(/<!--.*?-->/gs, ''))
		);
		expect(loose).toEqual([]);
	});

	test('begin by saying what they are, unless the address does', () => {
		const silent = components.filter(
			(path) => !path.includes('/+') && !source(path).startsWith('<!-- @component ')
		);
		expect(silent).toEqual([]);
	});
});

const aliases = ['api', 'i18n', 'live', 'rooms', 'ui'];

/** The file that an import of `from` leads to, if it is one of ours. */
function target(from: string, name: string): string | undefined {
	const alias = /^\$(\w+)\//.exec(name)?.[1];
	const base =
		alias && aliases.includes(alias)
			? resolve('src', name.slice(1))
			: name.startsWith('.')
				? resolve(dirname(from), name)
				: undefined;
	return base && [base, `${base}.ts`].find((path) => existsSync(path) && statSync(path).isFile());
}

/** A file and all that it imports, without what is imported later on demand. */
function reach(path: string, found = new Set<string>()): Set<string> {
	if (found.has(path)) return found;
	found.add(path);
	for (const [, name] of source(path).matchAll(/^\s*import (?!type)[^;]*?['"]([^'"]+)['"];/gm)) {
		const next = target(path, name!);
		if (next && /\.(ts|svelte)$/.test(next)) reach(next, found);
	}
	return found;
}

const pages = all.filter((path) => path.endsWith('+page.svelte'));
const rooms = readdirSync('src/i18n/sv').map((file) => file.replace('.json', ''));
// The words for what was refused are asked for where it is explained, those of keys where they are listed.
const everywhere = ['common', 'problem', 'shortcuts'];

test.each(pages)('%s asks for the words that it uses', (page) => {
	const used = new Set<string>();
	for (const path of reach(resolve(page))) {
		for (const [, room] of source(path).matchAll(/\b(?:t|say)\(\s*[`'"]([a-z]+)\./g)) used.add(room!);
	}
	const load = page.replace('.svelte', '.ts');
	const asked = new Set(everywhere);
	for (const path of existsSync(load) ? reach(resolve(load)) : []) {
		for (const [, list] of source(path).matchAll(/words\.need\(([^)]*)\)/g)) {
			for (const [, room] of list!.matchAll(/['"](\w+)['"]/g)) asked.add(room!);
		}
	}
	expect([...used].filter((room) => rooms.includes(room) && !asked.has(room))).toEqual([]);
});

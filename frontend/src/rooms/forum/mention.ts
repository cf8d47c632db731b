/**
 * Names that stand for somebody in a text that is being written, such as `Ada Lind` for `member:0190…`, and those that begin a
 * quotation, such as `> Ada Lind` for `/posts/0190…`.
 */
export type Names = Record<string, string>;

/** What is typed of a name at the cursor. */
export interface Typed {
	/** Where the @ stands. */
	from: number;
	query: string;
}

const LONGEST = 40;
const MARKED = /\[@((?:[^\]\\\n]|\\.)+)\]\((member|organisation):([\w-]{1,40})\)/g;

const CITED = /^> \[((?:[^\]\\\n]|\\.)+)\]\((\/posts\/[\w-]{1,40})\):$/gm;
const CITING = /^(> .+):$/gm;

/** The name that is being typed before the cursor, if one is: an @ after a space, and at most three words. */
export function typedName(text: string, caret: number): Typed | undefined {
	const before = text.slice(Math.max(0, caret - LONGEST), caret);
	const found = /(?:^|[\s([{"'>*_–-])@((?:[\p{L}\p{M}\d.&'-]+(?: [\p{L}\p{M}\d.&'-]*){0,2})?)$/u.exec(before);
	if (!found) return undefined;
	const query = found[1]!;
	return { from: caret - query.length - 1, query };
}

/** The names of a draft, as its fields keep them. */
export function namesOf(field: string | undefined): Names {
	try {
		return JSON.parse(field || '{}') as Names;
	} catch {
		return {};
	}
}

const isCited = (name: string) => name.startsWith('> ');
const escaped = (name: string) => name.replace(/[[\]\\]/g, '\\$&');

/** The text as it is stored: each name that stands for somebody is a link to them, or to the post that is quoted. */
export function marked(written: string, names: Names): string {
	const text = written.replace(CITING, (line, name: string) =>
		names[name] ? `> [${escaped(name.slice('> '.length))}](${names[name]}):` : line
	);
	const known = Object.keys(names)
		.filter((name) => !isCited(name))
		.sort((one, other) => other.length - one.length);
	if (known.length === 0) return text;
	const any = known.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
	const at = new RegExp(`(?<![[\\p{L}\\d])@(${any})(?![\\p{L}\\p{M}\\d])`, 'gu');
	return text.replace(at, (_, name: string) => `[@${escaped(name)}](${names[name]})`);
}

/** The organisations that a text as it is stored calls upon, each once. */
export function mentionedIn(text: string): { id: string; name: string }[] {
	const all = new Map<string, string>();
	for (const [, name, kind, id] of text.matchAll(MARKED)) {
		if (kind === 'organisation') all.set(id!, name!.replace(/\\(.)/g, '$1'));
	}
	return [...all].map(([id, name]) => ({ id, name }));
}

/**
 * A stored text as one writes it: names instead of links. Of two people of one name the second stays a link, as do those that
 * stand for somebody else already.
 */
export function unmarked(text: string, known: Names = {}): { text: string; names: Names } {
	const names = { ...known };
	const plain = (name: string) => name.replace(/\\(.)/g, '$1');
	const cited = text.replace(CITED, (link: string, name: string, target: string) => {
		const line = `> ${plain(name)}`;
		return (names[line] ??= target) === target ? `${line}:` : link;
	});
	const written = cited.replace(MARKED, (link: string, name: string, kind: string, id: string) => {
		const target = `${kind}:${id}`;
		return (names[plain(name)] ??= target) === target ? `@${plain(name)}` : link;
	});
	return { text: written, names };
}

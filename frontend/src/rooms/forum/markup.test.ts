import { describe, expect, it } from 'vitest';
import { replacement, type Tool } from './markup';

/** `text` with the selection between bars, after the tool. */
function after(tool: Tool, marked: string): string {
	const [before, inside, rest] = marked.split('|') as [string, string, string];
	const text = before + inside + rest;
	const made = replacement(tool, { text, from: before.length, to: (before + inside).length }, 'ord');
	const whole = text.slice(0, made.from) + made.with + text.slice(made.to);
	const [from, to] = made.select;
	return `${whole.slice(0, from)}|${whole.slice(from, to)}|${whole.slice(to)}`;
}

describe('the toolbar', () => {
	it.each([
		['bold', 'en |bra| sak', 'en **|bra|** sak'],
		['bold', 'en || sak', 'en **|ord|** sak'],
		['link', 'se |planen|', 'se [planen](|https://|)'],
		['link', '||', '[ord](|https://|)'],
		['list', '|ett\ntvå|', '- ett\n- två||'],
		['list', 'först\n|ett|', 'först\n\n- ett||'],
		['list', '- ett\n|två|', '- ett\n- två||'],
		['quote', 'a\n\nhej |du| där\n\nb', 'a\n\n> hej du där||\n\nb'],
		['quote', '||', '> ||']
	] as [Tool, string, string][])('%s: %j', (tool, marked, expected) => {
		expect(after(tool, marked)).toBe(expected);
	});
});

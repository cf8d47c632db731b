/** A text with a selection, as a text box has it. */
export interface Selected {
	text: string;
	from: number;
	to: number;
}

/** What the toolbar can do to what is selected. */
export type Tool = 'bold' | 'link' | 'list' | 'quote';

/** The replacement of a part of the text, and what is selected after it. */
export interface Replacement {
	from: number;
	to: number;
	with: string;
	select: [number, number];
}

/** What a tool makes of the selection. `sample` stands in where nothing is selected. */
export function replacement(tool: Tool, selected: Selected, sample: string): Replacement {
	if (tool === 'list') return lines(selected, '- ');
	if (tool === 'quote') return lines(selected, '> ');
	const { text, from, to } = selected;
	const words = text.slice(from, to) || sample;
	if (tool === 'bold') return { from, to, with: `**${words}**`, select: [from + 2, from + 2 + words.length] };
	const address = 'https://';
	const link = `[${words}](${address})`;
	const at = from + words.length + 3;
	return { from, to, with: link, select: [at, at + address.length] };
}

function lines({ text, from, to }: Selected, mark: string): Replacement {
	const start = text.lastIndexOf('\n', from - 1) + 1;
	const nextBreak = text.indexOf('\n', to);
	const end = nextBreak < 0 ? text.length : nextBreak;
	const marked = text.slice(start, end).replace(/^/gm, mark);
	// A list or quotation that follows a line of text begins after an empty line.
	const before =
		start > 0 &&
		text[start - 2] !== '\n' &&
		!text
			.slice(0, start - 1)
			.split('\n')
			.at(-1)
			?.startsWith(mark.trim())
			? '\n'
			: '';
	const whole = before + marked;
	return { from: start, to: end, with: whole, select: [start + whole.length, start + whole.length] };
}

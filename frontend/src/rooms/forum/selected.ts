/** What is selected within one post. */
export interface SelectedWords {
	post: string;
	words: string;
	range: Range;
}

/** The words that are selected in a post's text; undefined where nothing is, or more than one post. */
export function selectedWords(selection: Selection | null): SelectedWords | undefined {
	if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
	const range = selection.getRangeAt(0);
	const prose = within(range.startContainer);
	if (!prose || prose !== within(range.endContainer)) return undefined;
	const words = selection.toString().trim();
	const post = prose.closest<HTMLElement>('article[id^="p-"]')?.id.slice('p-'.length);
	return post && words ? { post, words, range } : undefined;
}

function within(node: Node): Element | null | undefined {
	const element = node instanceof Element ? node : node.parentElement;
	return element?.closest('article[id^="p-"] .prose');
}

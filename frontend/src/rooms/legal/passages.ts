/** A stretch of a legal text: plain words, or a place that the operator of the site has to fill in. */
export interface Passage {
	text: string;
	toFill: boolean;
}

/** Cuts a text into its paragraphs, and each into passages: what stands in [[double brackets]] is to be filled in. */
export function paragraphs(text: string): Passage[][] {
	return text.split('\n\n').map((paragraph) =>
		paragraph
			.split(/(\[\[.+?\]\])/)
			.filter((part) => part !== '')
			.map((part) => ({
				text: part.replace(/^\[\[|\]\]$/g, ''),
				toFill: part.startsWith('[[')
			}))
	);
}

/** How long a thread's title may be, in Unicode code points. */
export const TITLE_LIMIT = 200;

/** How many tags a thread may have. */
export const TAGS_LIMIT = 10;

/** The words of a line of tags, each once. */
export function tagsOf(line: string): string[] {
	return [
		...new Set(
			line
				.split(',')
				.map((tag) => tag.trim())
				.filter((tag) => tag !== '')
		)
	];
}

const SLIDE_MS = 250;

/** Lets the rows of a list slide to where they stand now: call it before they move, and what it gives when they have. */
export function slide(list: HTMLElement | undefined): () => void {
	const rows = [...(list?.children ?? [])];
	if (rows.length === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return () => undefined;
	const topOf = (row: Element) => row.getBoundingClientRect().top;
	const before = rows.map(topOf);
	return () =>
		rows.forEach((row, at) => {
			const from = before[at]! - topOf(row);
			if (from && row.isConnected)
				row.animate({ translate: [`0 ${from}px`, '0'] }, { duration: SLIDE_MS, easing: 'ease-out' });
		});
}

/**
 * Lets the page know how high a panel at the bottom of the window is, so that nothing that is scrolled to or has the focus lies
 * behind it. Returns how to stop.
 */
export function dock(panel: HTMLElement): () => void {
	const root = document.documentElement;
	const seen = new ResizeObserver(() => root.style.setProperty('--dock', `${panel.offsetHeight}px`));
	seen.observe(panel);
	return () => {
		seen.disconnect();
		root.style.removeProperty('--dock');
	};
}

/** What the browser's tab says beside the title of the page. */
class Tab {
	/** How much waits for the reader. */
	waiting = $state(0);
}

export const tab = new Tab();

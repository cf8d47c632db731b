/** Fetches the site's own font once the page stands, and then sets the text in it. */
export async function wearOwnFont(): Promise<void> {
	const own = await document.fonts?.load('1em "Source Sans 3"').catch(() => []);
	if (own?.length) document.documentElement.dataset.font = 'own';
}

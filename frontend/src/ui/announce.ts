/** Says something to those who listen instead of looking, when they have finished what they hear now. */
export function announce(text: string): void {
	const region = document.getElementById('announcements');
	if (!region) return;
	// A text equal to the last one would be passed over, so the region is emptied first.
	region.textContent = '';
	requestAnimationFrame(() => (region.textContent = text));
}

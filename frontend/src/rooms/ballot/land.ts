/** Leads to a ballot that the address names when it comes onto the page, unless its reader is somewhere on it already. */
export function land(ballot: HTMLElement): void {
	if (location.hash !== `#${ballot.id}` || scrollY > 0) return;
	ballot.focus({ preventScroll: true });
	ballot.scrollIntoView({ block: 'start' });
}

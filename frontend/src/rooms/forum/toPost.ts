/** Goes to a post that is on the page; false where it is not. */
export function toPost(id: string | undefined): boolean {
	const post = document.getElementById(`p-${id}`);
	// Where one no longer writes decides what it is kept clear of.
	post?.focus({ preventScroll: true });
	post?.scrollIntoView({ block: 'start' });
	return post !== null;
}

/** Brings a post into sight; `take` the focus there where it would be nowhere else. */
export function showPost(id: string, take: boolean): void {
	const post = document.getElementById(`p-${id}`);
	if (take && document.activeElement === document.body) post?.focus({ preventScroll: true });
	post?.scrollIntoView({ block: 'nearest' });
}

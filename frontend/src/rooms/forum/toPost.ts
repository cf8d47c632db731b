/** Goes to a post that is on the page; false where it is not. */
export function toPost(id: string | undefined): boolean {
	const post = document.getElementById(`p-${id}`);
	// Where one no longer writes decides what it is kept clear of.
	post?.focus({ preventScroll: true });
	post?.scrollIntoView({ block: 'start' });
	return post !== null;
}

/** Brings a post into sight, without taking the focus from where one goes on writing. */
export function showPost(id: string): void {
	const post = document.getElementById(`p-${id}`);
	if (document.activeElement === document.body) post?.focus({ preventScroll: true });
	post?.scrollIntoView({ block: 'nearest' });
}

/** Goes to a post that is on the page; false where it is not. */
export function toPost(id: string | undefined): boolean {
	const post = document.getElementById(`p-${id}`);
	// Where one no longer writes decides what it is kept clear of.
	post?.focus({ preventScroll: true });
	post?.scrollIntoView({ block: 'start' });
	return post !== null;
}

/** How much of the top of the window the top bar may take, and what stands clear of the panel at the bottom. */
const [TOP, GAP] = [64, 16];

/**
 * Brings a post into sight above the panel at the bottom; `take` the focus there where it would be nowhere else. By hand, as
 * scrollIntoView would also have the keyboard go on from the post for whoever goes on writing.
 */
export function showPost(id: string, take: boolean): void {
	const post = document.getElementById(`p-${id}`);
	if (!post) return;
	if (take && document.activeElement === document.body) post.focus({ preventScroll: true });
	const { top, bottom } = post.getBoundingClientRect();
	const end = (document.getElementById('write')?.getBoundingClientRect().top ?? innerHeight) - GAP;
	if (bottom > end || top < TOP) scrollBy(0, Math.min(bottom - end, top - TOP));
}

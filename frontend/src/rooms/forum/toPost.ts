/** Goes to a post that is on the page; false where it is not. */
export function toPost(id: string | undefined): boolean {
	const post = document.getElementById(`p-${id}`);
	post?.scrollIntoView({ block: 'start' });
	post?.focus({ preventScroll: true });
	return post !== null;
}

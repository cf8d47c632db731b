/** Opens what is folded, since paper cannot be pressed. Returns how to fold it again. */
export function unfold(page: ParentNode = document): () => void {
	const folded = [...page.querySelectorAll<HTMLDetailsElement>('[data-result] details:not([open])')];
	for (const one of folded) one.open = true;
	return () => {
		for (const one of folded) one.open = false;
	};
}

import { asProblem } from '$api/problem';
import { words } from '$i18n/words.svelte';
import { session } from '$rooms/account/session.svelte';
import { municipalities } from '$rooms/place/municipalities.svelte';
import { codeIn, look } from '$rooms/workshop/join/code';
import { readWorkshop } from '$rooms/workshop/workshop.svelte';
import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent }) => {
	const code = codeIn(params.code);
	const looking = look(code).then(
		(found) => ({ found }),
		(caught: unknown) => ({ problem: asProblem(caught) })
	);
	// Whoever cannot be told them joins without.
	const places = municipalities.ready().catch(() => []);
	await Promise.all([parent(), words.need('workshopJoin', 'problem', 'actor'), places]);
	const looked = await looking;
	// Joining again would change for whom one is there: whoever is in goes in.
	if ('found' in looked && session.holder) {
		const at = await readWorkshop(looked.found.id).catch(() => undefined);
		if (at?.mine) redirect(307, `/workshops/${at.id}`);
	}
	return { code, ...looked };
};

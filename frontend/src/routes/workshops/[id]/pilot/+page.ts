import { words } from '$i18n/words.svelte';
import { readAlone } from '../alone';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, parent }) => {
	const needed = words.need(
		'workshop',
		'workshopScreen',
		'workshopJoin',
		'ballot',
		'floor',
		'wall',
		'problem'
	);
	await Promise.all([needed, parent()]);
	return { id: params.id, at: await readAlone(params.id), bare: true };
};

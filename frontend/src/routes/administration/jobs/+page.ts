import { must } from '$api/must';
import { session } from '$rooms/account/session.svelte';
import { jobs, letters } from '$rooms/administration/jobs.svelte';
import { openForAdministrators } from '$rooms/administration/open';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
	await openForAdministrators({ parent, url }, session);
	const [work, mail] = await Promise.all([must(jobs.read()), must(letters.read())]);
	return { jobs: work, letters: mail };
};

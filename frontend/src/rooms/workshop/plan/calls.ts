import { api, ask } from '$api/client';
import type { List, Mentionable, Reference } from '$api/types';
import type {
	Invited,
	InvitedTo,
	NewWorkshop,
	Plot,
	Step,
	WorkshopListed,
	WorkshopReply,
	WorkshopReplyOf,
	WorkshopTemplate
} from '$api/workshop';

export interface Listing {
	when?: 'upcoming' | 'past' | 'asked';
	area?: string;
	after?: string;
	limit?: number;
}

export const readList = (query: Listing): Promise<List<WorkshopListed>> =>
	ask(api.GET('/api/workshops', { params: { query } }));

export const readTemplates = async (): Promise<WorkshopTemplate[]> =>
	(await ask(api.GET('/api/workshop-templates'))).items;

export const plan = (body: NewWorkshop, key: string): Promise<Reference> =>
	ask(api.POST('/api/workshops', { params: { header: { 'Idempotency-Key': key } }, body }));

export const addStep = (id: string, body: Plot, key: string): Promise<Reference> =>
	ask(
		api.POST('/api/workshops/{id}/steps', {
			params: { path: { id }, header: { 'Idempotency-Key': key } },
			body
		})
	);

export const changeStep = ({ id, workshop, version }: Step, body: Plot): Promise<Reference> =>
	ask(
		api.PATCH('/api/workshops/{id}/steps/{step}', {
			params: { path: { id: workshop, step: id }, header: { 'If-Match': `"${version}"` } },
			body
		})
	);

export const removeStep = ({ id, workshop, version }: Step): Promise<Reference> =>
	ask(
		api.DELETE('/api/workshops/{id}/steps/{step}', {
			params: { path: { id: workshop, step: id }, header: { 'If-Match': `"${version}"` } }
		})
	);

/** Has a ballot of the workshop stand in one of its steps. */
export const holdBallot = ({ id, workshop }: Step, ballot: string): Promise<unknown> =>
	ask(
		api.PUT('/api/workshops/{id}/steps/{step}/ballots/{ballot}', {
			params: { path: { id: workshop, step: id, ballot } }
		})
	);

export const invitable = (thread: string, q: string): Promise<Mentionable> =>
	ask(api.GET('/api/threads/{id}/mentionable', { params: { path: { id: thread }, query: { q } } }));

export async function readInvited(id: string): Promise<{ invited: InvitedTo[]; replies: WorkshopReplyOf[] }> {
	const params = { path: { id } };
	const [invited, replies] = await Promise.all([
		ask(api.GET('/api/workshops/{id}/invitations', { params })),
		ask(api.GET('/api/workshops/{id}/replies', { params }))
	]);
	return { invited: invited.items, replies: replies.items };
}

const target = (id: string, whom: Pick<Invited, 'kind' | 'id'>) => ({
	params: { path: { id, kind: whom.kind, target: whom.id } }
});

export const invite = (id: string, whom: Pick<Invited, 'kind' | 'id'>): Promise<Reference> =>
	ask(api.PUT('/api/workshops/{id}/invitations/{kind}/{target}', target(id, whom)));

export const uninvite = (id: string, whom: Pick<Invited, 'kind' | 'id'>): Promise<Reference> =>
	ask(api.DELETE('/api/workshops/{id}/invitations/{kind}/{target}', target(id, whom)));

export const answer = (id: string, body: Omit<WorkshopReply, 'at'>): Promise<Reference> =>
	ask(api.PUT('/api/workshops/{id}/reply', { params: { path: { id } }, body }));

export const setRound = (id: string, open_until: string, proof_until: string): Promise<Reference> =>
	ask(api.PUT('/api/workshops/{id}/round', { params: { path: { id } }, body: { open_until, proof_until } }));

export const lockRound = (id: string, case_number: string): Promise<Reference> =>
	ask(api.PUT('/api/workshops/{id}/round/lock', { params: { path: { id } }, body: { case_number } }));

export const sendAnswer = (
	thread: string,
	body: { text: string; as?: string },
	key: string
): Promise<Reference> =>
	ask(
		api.POST('/api/threads/{id}/posts', {
			params: { path: { id: thread }, header: { 'Idempotency-Key': key } },
			body
		})
	);

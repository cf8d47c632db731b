import { api, ask } from '$api/client';
import type { ProposedOrganisation, Representation } from '$api/types';

/** The organisations that the member speaks for or has asked to. */
export async function myRepresentations(): Promise<Representation[]> {
	return (await ask(api.GET('/api/representations'))).items;
}

/** How many ask to represent the organisations that the member represents. */
export async function requestsForMe(): Promise<number> {
	return (await ask(api.GET('/api/representations/waiting'))).items.length;
}

export function requestRepresentation(organisation: string): Promise<Representation> {
	return ask(api.POST('/api/representations', { body: { organisation } }));
}

/** Proposes an organisation that the directory lacks, and asks to represent it. */
export function proposeOrganisation(proposal: ProposedOrganisation): Promise<Representation> {
	return ask(api.POST('/api/representations', { body: { proposal } }));
}

/** Says yes to what a colleague asked. */
export async function acceptRepresentation(id: string): Promise<void> {
	await ask(api.PUT('/api/representations/{id}/acceptance', { params: { path: { id } } }));
}

/** Ends a representation, takes a request back, or says no to a colleague. */
export async function endRepresentation(id: string): Promise<void> {
	await ask(api.DELETE('/api/representations/{id}', { params: { path: { id } } }));
}

const answerDays = 30;

/** The last day to answer a colleague. */
export function answerBy({ requested_at }: Pick<Representation, 'requested_at'>): Date {
	const day = new Date(requested_at);
	day.setDate(day.getDate() + answerDays);
	return day;
}

import { api, ask } from '$api/client';
import type { Representation } from '$api/types';

/** The organisations that the member speaks for or has asked to. */
export async function myRepresentations(): Promise<Representation[]> {
	return (await ask(api.GET('/api/representations'))).items;
}

export function requestRepresentation(organisation: string): Promise<Representation> {
	return ask(api.POST('/api/representations', { body: { organisation } }));
}

/** Ends a representation, or takes a request back. */
export async function endRepresentation(id: string): Promise<void> {
	await ask(api.DELETE('/api/representations/{id}', { params: { path: { id } } }));
}

// Passkeys: what the browser does between the two halves of the ceremony that the server plays.
import { api, ask } from '$api/client';
import type { Ceremony } from '$api/doorPaths';
import { asProblem, Problem } from '$api/problem';
import { session } from './session.svelte';

/** Whether this browser can use passkeys at all. */
export const knowsPasskeys = (): boolean => typeof PublicKeyCredential !== 'undefined';

function bytes(text: string): Uint8Array<ArrayBuffer> {
	const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
	const plain = String.fromCharCode(...new Uint8Array(buffer));
	return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

type Described = { id: string };
const described = (list: unknown) =>
	(list as Described[] | undefined)?.map((one) => ({ ...one, id: bytes(one.id) }));

/** What the server asks for, as the browser reads it: some values are bytes, which JSON does not have. */
export function readCreation(asked: Ceremony): PublicKeyCredentialCreationOptions {
	const user = asked.user as Described;
	return {
		...asked,
		challenge: bytes(asked.challenge as string),
		user: { ...user, id: bytes(user.id) },
		excludeCredentials: described(asked.excludeCredentials)
	} as unknown as PublicKeyCredentialCreationOptions;
}

/** As `readCreation`, for the use of a passkey. */
export function readRequest(asked: Ceremony): PublicKeyCredentialRequestOptions {
	return {
		...asked,
		challenge: bytes(asked.challenge as string),
		allowCredentials: described(asked.allowCredentials)
	} as unknown as PublicKeyCredentialRequestOptions;
}

/** What the authenticator answered, as JSON. */
export function written(credential: PublicKeyCredential): Ceremony {
	const response: Ceremony = {};
	for (const part of [
		'clientDataJSON',
		'attestationObject',
		'authenticatorData',
		'signature',
		'userHandle'
	]) {
		const value = (credential.response as unknown as Record<string, ArrayBuffer | null | undefined>)[part];
		if (value) response[part] = text(value);
	}
	const transports = (credential.response as AuthenticatorAttestationResponse).getTransports?.();
	if (transports) response.transports = transports;
	return {
		id: credential.id,
		rawId: text(credential.rawId),
		type: credential.type,
		response,
		clientExtensionResults: credential.getClientExtensionResults(),
		...(credential.authenticatorAttachment && { authenticatorAttachment: credential.authenticatorAttachment })
	};
}

/** The credential that the browser was asked for; a refusal of the person or the device is told as a Problem. */
async function performed(ceremony: Promise<Credential | null>): Promise<Ceremony> {
	try {
		const credential = await ceremony;
		if (credential) return written(credential as PublicKeyCredential);
	} catch (caught) {
		if ((caught as DOMException).name === 'InvalidStateError') throw new Problem(409, 'passkey_known');
	}
	throw new Problem(403, 'passkey_cancelled');
}

/** Makes a passkey on this device, or on one that the browser finds. */
export async function addPasskey(name: string): Promise<void> {
	const asked = await ask(api.POST('/api/passkeys/registration/options'));
	const credential = await performed(navigator.credentials.create({ publicKey: readCreation(asked) }));
	await ask(api.POST('/api/passkeys', { body: { name, credential } }));
}

/** Proves with a passkey that it is still the member who sits here. */
export async function proveByPasskey(): Promise<void> {
	const asked = await ask(api.POST('/api/session/step-up/options'));
	const credential = await performed(navigator.credentials.get({ publicKey: readRequest(asked) }));
	await ask(api.PUT('/api/session/step-up', { body: { credential } }));
}

// A browser takes part in one ceremony at a time: a press on the button ends the quiet offer in the field.
let offered: AbortController | undefined;

async function signIn(options: Omit<CredentialRequestOptions, 'publicKey'>): Promise<void> {
	const asked = await ask(api.POST('/api/passkeys/session/options'));
	if (options.signal?.aborted) throw new Problem(403, 'passkey_cancelled');
	const publicKey = readRequest(asked);
	const credential = await performed(navigator.credentials.get({ ...options, publicKey }));
	await ask(api.POST('/api/session/passkey', { body: { credential } }));
	await session.refresh();
}

/** Signs in with a passkey. */
export async function signInByPasskey(): Promise<void> {
	offered?.abort();
	await signIn({});
}

/**
 * Lets the browser offer passkeys among what it fills into the address field, where it can. Returns how to stop.
 * Whoever does not choose one notices nothing; `refused` hears that a chosen one was not accepted.
 */
export function offerPasskeys(done: () => void, refused: (problem: Problem) => void): () => void {
	const stop = (offered = new AbortController());
	const can = knowsPasskeys() && PublicKeyCredential.isConditionalMediationAvailable?.();
	void Promise.resolve(can)
		.then(async (able) => {
			if (!able || stop.signal.aborted) return;
			await signIn({ mediation: 'conditional', signal: stop.signal });
			done();
		})
		.catch((caught: unknown) => {
			const problem = asProblem(caught);
			if (problem.code.startsWith('passkey_') && problem.code !== 'passkey_cancelled') refused(problem);
		});
	return () => stop.abort();
}

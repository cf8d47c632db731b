// The calls by which people come in, and by which they change how.
import type { Get, Id, Send } from './paths';
import type {
	Connection,
	InvitationLink,
	Lang,
	List,
	Member,
	Passkey,
	Registration,
	RegistrationStatus,
	SignedIn,
	WaitingConnection
} from './types';

/** A part of WebAuthn, as the standard writes it in JSON. */
export type Ceremony = { [name: string]: unknown };

type Token = { token: string };

export interface DoorPaths {
	'/api/registrations': { post: Send<{ status: RegistrationStatus; area?: string }, Registration> };
	'/api/confirmations': { post: Send<undefined, Token> };
	'/api/confirmations/letter': { post: Send<undefined> };
	'/api/member': {
		patch: Send<Member, { name?: string; lang?: Lang; shown?: boolean; time_zone?: string }>;
		delete: Send<undefined, { password?: string; reason?: string }>;
	};
	'/api/member/password': { put: Send<undefined, { current: string; password: string }> };
	'/api/member/address': { post: Send<undefined, { email: string; password?: string }> };
	'/api/address-changes': { put: Send<{ status: 'half' | 'done' }, Token> };
	'/api/magic-links': { post: Send<undefined, { email: string; next?: string }> };
	'/api/session/link': { post: Send<SignedIn, Token> };
	'/api/password-resets': {
		post: Send<undefined, { email: string }>;
		put: Send<undefined, { token: string; password: string }>;
	};
	'/api/invitations/lookup': { post: Send<InvitationLink, Token> };
	'/api/invitations/acceptance': { post: Send<{ area: string }, Token> };
	'/api/passkeys': {
		get: Get<List<Passkey>>;
		post: Send<Passkey, { name: string; credential: Ceremony }>;
	};
	'/api/passkeys/{id}': { delete: Send<undefined, never, Id> };
	'/api/passkeys/registration/options': { post: Send<Ceremony> };
	'/api/passkeys/session/options': { post: Send<Ceremony> };
	'/api/session/passkey': { post: Send<SignedIn, { credential: Ceremony }> };
	'/api/session/step-up/options': { post: Send<Ceremony> };
	'/api/session/step-up': { put: Send<undefined, { password?: string; credential?: Ceremony }> };
	'/api/oidc/pending': { get: Get<WaitingConnection> };
	'/api/oidc/links': {
		get: Get<List<Connection>>;
		post: Send<SignedIn, { password?: string; consent: true }>;
	};
	'/api/oidc/links/{id}': { delete: Send<undefined, never, Id> };
	'/api/oidc/registrations': {
		post: Send<
			{ status: RegistrationStatus },
			{ name: string; lang?: Lang; invitation?: string; consent: true }
		>;
	};
}

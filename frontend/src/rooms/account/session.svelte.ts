import { api, ask } from '$api/client';
import { asProblem } from '$api/problem';
import { takeFromShell } from '$api/shell';
import type { Lang, Member, Role, SignedIn } from '$api/types';
import { words } from '$i18n/words.svelte';
import { recall } from '$ui/keep';

/** Who is signed in, in this browser. */
class Session {
	member = $state.raw<Member>();
	/** Who joined workshops here with a code and has no account: to everything but these workshops a visitor. */
	guest = $state.raw<Member>();
	/** False until the server has said who we are, as while it can not be reached. */
	known = $state(false);
	#asked?: Promise<void>;

	/** Asks who we are, once; asks again when the last try got no answer. */
	ready(): Promise<void> {
		return (this.#asked ??= this.#ask());
	}

	/** Asks afresh, as after a role or a representation may have changed. */
	async refresh(): Promise<void> {
		this.#asked = this.#ask();
		await this.#asked;
	}

	async signIn(email: string, password: string): Promise<void> {
		await ask(api.POST('/api/session', { body: { email, password } }));
		// Signing in answers with less than there is to know.
		await this.refresh();
	}

	/** Signs out. Without an answer the session may still be open on the server, so that is passed on. */
	async signOut(): Promise<void> {
		await ask(api.DELETE('/api/session'));
		this.ended();
	}

	/** The server no longer knows this session: it was ended elsewhere, or it ran out. */
	ended(): void {
		this.member = undefined;
		this.guest = undefined;
		this.known = true;
	}

	/** Who the server knows by the cookie, as an id; a guest who becomes a member keeps it. */
	get holder(): string | undefined {
		return (this.member ?? this.guest)?.id;
	}

	async change(what: { name?: string; lang?: Lang; shown?: boolean; time_zone?: string }): Promise<void> {
		this.#is(await ask(api.PATCH('/api/member', { body: what })));
	}

	/** Whether the member has a role, in one area or in all of them. */
	is(role: Role, area?: string): boolean {
		return (
			this.member?.roles.some((held) => held.role === role && (!held.area || held.area === area)) ?? false
		);
	}

	#is(member: Member): void {
		// Whoever was shown out of all that they joined is a guest still: they have no address.
		const guest = member.guest !== undefined || member.email === '';
		this.member = guest ? undefined : member;
		this.guest = guest ? member : undefined;
		words.tellTimesOf(member.time_zone);
	}

	async #ask(): Promise<void> {
		try {
			const found =
				takeFromShell<SignedIn | { member: null }>('session') ?? (await ask(api.GET('/api/session')));
			if (!found.member) return this.ended();
			this.#is(found.member);
			this.known = true;
			// The member's language holds where nobody has chosen another in this browser.
			if (!recall('lang') && found.member.lang !== words.lang) await words.show(found.member.lang);
		} catch (caught) {
			if (asProblem(caught).status === 401) this.ended();
			else this.#asked = undefined;
		}
	}
}

export const session = new Session();

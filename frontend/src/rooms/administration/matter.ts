import type { Snippet } from 'svelte';
import type { Organisation } from '$api/types';

/** Something that is to be decided, and needs a reason. */
export interface Matter {
	title: string;
	text: string;
	/** The words on the button that does it. */
	confirm: string;
	danger?: boolean;
	run: (reason: string) => Promise<unknown>;
	/** Said when it is done. */
	done: string;
	after?: () => unknown;
}

/** Opens the dialog that asks for the reason. */
export type Decide = (matter: Matter) => void;

/** A field for an organisation of the directory: which one is chosen, what to call for another, and what it is for. */
export type OrganisationField = Snippet<
	[Organisation | undefined, (chosen: Organisation | undefined) => void, string]
>;

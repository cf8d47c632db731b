import { createContext } from 'svelte';

/** Does what may need a fresh proof of who sits here: asks for it and does it again where the server wants one. */
export type Proved = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/** How the components of the administration get at it, and how the page that can ask gives it. */
export const [proof, setProof] = createContext<Proved>();

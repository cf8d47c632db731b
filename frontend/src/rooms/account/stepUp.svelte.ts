import { asProblem } from '$api/problem';

/** Asks for a fresh proof of who sits here, when the server wants one for what somebody is about to do. */
class StepUp {
	/** The dialog of StepUp.svelte is to be shown. */
	asked = $state(false);
	#settle?: (proved: boolean) => void;

	/**
	 * Does the work; when the server asks for a proof first, asks the person for it and does the work again.
	 * Whoever declines gets the server's refusal.
	 */
	async through<Answer>(work: () => Promise<Answer>): Promise<Answer> {
		try {
			return await work();
		} catch (caught) {
			if (asProblem(caught).code !== 'step_up_needed' || !(await this.#prove())) throw caught;
		}
		return work();
	}

	/** The person has proved it, or has declined. */
	settle(proved: boolean): void {
		this.asked = false;
		this.#settle?.(proved);
		this.#settle = undefined;
	}

	#prove(): Promise<boolean> {
		this.settle(false);
		this.asked = true;
		return new Promise((resolve) => (this.#settle = resolve));
	}
}

export const stepUp = new StepUp();

/** Does what may need a fresh proof of who sits here; the page carries StepUp.svelte, which asks for it. */
export const proved = <Answer>(work: () => Promise<Answer>): Promise<Answer> => stepUp.through(work);

import { asProblem, type Problem } from '$api/problem';
import { explain, explainCode } from './explain';

/** Something that a person asked for: under way, done, or refused with words that help. */
export class Attempt {
	busy = $state(false);
	problem = $state.raw<Problem>();
	done = $state(false);

	/** What went wrong, in words; undefined when nothing did. */
	get error(): string | undefined {
		return this.problem && explain(this.problem);
	}

	/** What was wrong with one field of the form. */
	field(name: string): string | undefined {
		return explainCode(this.problem?.field(name));
	}

	/** Does the work unless it is under way already, and tells whether it went well. */
	async run(work: () => Promise<unknown>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		this.done = false;
		this.problem = undefined;
		try {
			await work();
			this.done = true;
		} catch (caught) {
			this.problem = asProblem(caught);
		} finally {
			this.busy = false;
		}
		return this.done;
	}
}

/** Runs once the calls have paused for a while: what somebody writes is asked about when they stop. */
export function later(milliseconds: number, run: () => unknown): () => void {
	let waiting: ReturnType<typeof setTimeout> | undefined;
	return () => {
		clearTimeout(waiting);
		waiting = setTimeout(run, milliseconds);
	};
}

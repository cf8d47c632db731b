import type { Run } from '$api/paths';

/** The same numbers as few runs in order. */
export function union(runs: Run[]): Run[] {
	const all: Run[] = [];
	for (const run of runs.toSorted((one, other) => one.from - other.from)) {
		const last = all.at(-1);
		if (last && run.from <= last.to + 1) last.to = Math.max(last.to, run.to);
		else all.push({ ...run });
	}
	return all;
}

export const holds = (runs: Run[], number: number): boolean =>
	runs.some(({ from, to }) => from <= number && number <= to);

/** What of runs lies before a number. */
export const before = (runs: Run[], number: number): Run[] =>
	runs.map(({ from, to }) => ({ from, to: Math.min(to, number - 1) })).filter(({ from, to }) => from <= to);

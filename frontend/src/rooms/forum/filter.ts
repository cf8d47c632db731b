import type { ThreadState } from '$api/types';

/** Which threads of an area are listed; what is absent does not matter. */
export interface Filter {
	kind?: string;
	sub_area?: string;
	state?: string;
	tag?: string;
}

/** The filter that an address holds. */
export function filterOf(query: URLSearchParams): Filter {
	const filter: Filter = {};
	for (const name of ['kind', 'sub_area', 'state', 'tag'] as const) {
		const value = query.get(name);
		if (value) filter[name] = value;
	}
	return filter;
}

export const isFiltered = (filter: Filter): boolean => Object.keys(filter).length > 0;

/** Whether the filter lets a thread through, as the server decides it. */
export function lets(filter: Filter, thread: ThreadState): boolean {
	return (
		(!filter.kind || thread.kind === filter.kind) &&
		(!filter.sub_area || thread.sub_area === filter.sub_area) &&
		(!filter.state || thread.state === filter.state) &&
		(!filter.tag || thread.tags.includes(filter.tag))
	);
}

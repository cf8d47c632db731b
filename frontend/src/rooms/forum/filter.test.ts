import { expect, it } from 'vitest';
import { filterOf, isFiltered, lets } from './filter';
import { Village } from './village';

it('lets through what the address asks for', () => {
	const thread = { ...new Village().thread, kind: 'question' as const, tags: ['el'], sub_area: 'vind' };
	for (const query of ['', 'kind=question', 'kind=question&tag=el', 'sub_area=vind&state=open'])
		expect(lets(filterOf(new URLSearchParams(query)), thread)).toBe(true);
	for (const query of ['kind=proposal', 'tag=e', 'state=closed', 'sub_area=x&kind=question'])
		expect(lets(filterOf(new URLSearchParams(query)), thread)).toBe(false);
	expect(isFiltered(filterOf(new URLSearchParams('kind=&x=1')))).toBe(false);
});

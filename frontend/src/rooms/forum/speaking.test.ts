import { beforeEach, expect, it } from 'vitest';
import type { Member } from '$api/types';
import { Drafts } from './draft';
import { keepAs, lastAs } from './speaking';

beforeEach(() => localStorage.clear());

const member = (id: string, ...organisations: string[]) =>
	({ id, organisations: organisations.map((id) => ({ id })) }) as Member;

it('keeps for whom one writes by area and member', () => {
	const ada = member('ada', 'mill', 'saw');
	keepAs(ada, 'energi', 'mill');
	keepAs(ada, 'mat', 'saw');
	expect(lastAs(ada, 'energi')).toBe('mill');
	expect(lastAs(ada, 'mat')).toBe('saw');
	expect(lastAs(ada, 'digitalt')).toBe('');
	expect(lastAs(member('bo', 'mill'), 'energi')).toBe('');
	keepAs(ada, 'energi', '');
	expect(lastAs(ada, 'energi')).toBe('');
});

it('forgets an organisation that one may no longer write for', () => {
	keepAs(member('ada', 'mill'), 'energi', 'mill');
	expect(lastAs(member('ada', 'saw'), 'energi')).toBe('');
});

it('is no draft without words', () => {
	const drafts = new Drafts(localStorage);
	drafts.write('ada', 'thread:1', { text: '', fields: { as: 'mill' } });
	expect(drafts.read('ada', 'thread:1')).toBeUndefined();
	drafts.write('ada', 'thread:1', { text: 'hej', fields: { as: 'mill' } });
	expect(drafts.read('ada', 'thread:1')?.fields.as).toBe('mill');
});

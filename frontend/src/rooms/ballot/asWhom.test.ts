import { expect, it } from 'vitest';
import type { Ballot } from '$api/ballot';
import { asWhom } from './asWhom';

const mill = { id: 'mill' };
const town = { id: 'town' };
const ballot = (voice: Ballot['voice'], mine: Ballot['mine']) => ({ voice, mine }) as Ballot;

it('begins with the organisation that one takes part for, where one may speak for it', () => {
	expect(asWhom(ballot('person', [{ voted: false }]), [mill, town], 'town')).toBe('town');
	expect(asWhom(ballot('person', [{ voted: false }]), [mill], 'town')).toBe('');
	expect(asWhom(ballot('person', [{ voted: false }]), [mill])).toBe('');
	const voices = [
		{ as: 'mill', voted: false },
		{ as: 'town', voted: false }
	];
	expect(asWhom(ballot('organisation', voices), [mill, town], 'town')).toBe('town');
	expect(asWhom(ballot('organisation', voices), [mill, town])).toBe('mill');
});

it('stays as it was cast', () => {
	expect(asWhom(ballot('person', [{ voted: true }]), [mill, town], 'town')).toBe('');
	expect(asWhom(ballot('person', [{ voted: true, as: 'mill' }]), [mill, town], 'town')).toBe('mill');
});

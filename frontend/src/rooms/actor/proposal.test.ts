import { describe, expect, it } from 'vitest';
import { emptyDraft, kinds, proposed, sectorOf } from './proposal';

describe('a proposed organisation', () => {
	it('is nothing until it has a name and a kind', () => {
		expect(proposed(emptyDraft('  '))).toBeUndefined();
		expect(proposed(emptyDraft('Fjällguider AB'))).toBeUndefined();
	});

	it('is sent without what nobody chose', () => {
		const draft = { ...emptyDraft(' Fjällguider AB '), kind: 'company', sector: 'business' } as const;
		expect(proposed(draft)).toEqual({
			name: 'Fjällguider AB',
			kind: 'company',
			sector: 'business',
			level: 'local'
		});
	});

	it('has no sector where it is a rights-holder, whatever stood there before', () => {
		expect(sectorOf('sameby')).toBeUndefined();
		const draft = { ...emptyDraft('En sameby'), kind: 'sameby', sector: 'business' } as const;
		expect(proposed(draft)).not.toHaveProperty('sector');
	});

	it('can be no programme', () => expect(kinds).not.toContain('programme'));
});

import { render, screen } from '@testing-library/svelte';
import { beforeAll, expect, test } from 'vitest';
import type { Author } from '$api/types';
import { words } from '$i18n/words.svelte';
import AuthorLine from './AuthorLine.svelte';

beforeAll(async () => {
	await words.choose('sv');
	await words.need('common');
});

function line(author: Author, organisationName?: string): string {
	const { container } = render(AuthorLine, { author, organisationName });
	return container.textContent!.replace(/\s+/g, ' ').trim();
}

test('says the name, the organisation and where it stands', () => {
	const author: Author = {
		id: 'm1',
		name: 'Bo Demoson',
		organisation: {
			id: 'o1',
			name: 'Demosågen',
			kind: 'company',
			sector: 'business',
			level: 'local',
			municipality: '2326',
			municipality_name: 'Berg'
		}
	};
	expect(line(author)).toBe('Bo Demoson, Demosågen (näringsliv, lokal, Berg)');
	expect(screen.getByRole('link', { name: 'Demosågen' }).getAttribute('href')).toBe('/organisations/o1');
});

test('an organisation that is in no directory stands by its name alone', () => {
	expect(line({ id: 'm1', name: 'Ada' }, 'Byalaget')).toBe('Ada, Byalaget');
});

test('a rights-holder has its kind in place of a sector', () => {
	const organisation = { id: 'o2', name: 'Demobyn', kind: 'sameby', level: 'local' } as const;
	expect(line({ id: 'm1', name: 'Ada', organisation })).toBe('Ada, Demobyn (sameby, lokal)');
});

test('a name that turns the direction of writing turns nothing but itself', () => {
	const organisation = { id: 'o2', name: '\u202Eokifar', kind: 'sameby', level: 'local' } as const;
	const { container } = render(AuthorLine, { author: { id: 'm1', name: '\u202Eada\u2067', organisation } });
	expect([...container.querySelectorAll('bdi')].map((each) => each.textContent)).toEqual(['ada', 'okifar']);
});

test('who speaks as themselves is the name alone', () => {
	expect(line({ id: 'm1', name: '<b>Ada</b>' })).toBe('<b>Ada</b>');
});

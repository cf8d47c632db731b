import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { words } from '$i18n/words.svelte';
import OrganisationPicker from './OrganisationPicker.svelte';

const found = ['Demosågen', 'Demosmedjan'].map((name, index) => ({
	id: `o${index}`,
	name,
	kind: 'company',
	sector: 'business',
	level: 'local',
	demo: true
}));

beforeAll(async () => {
	await words.choose('sv');
	await words.need('actor', 'common');
});
beforeEach(() => {
	vi.stubGlobal(
		'fetch',
		vi.fn(async () => new Response(JSON.stringify({ items: found, before: null, after: null })))
	);
});
afterEach(() => vi.unstubAllGlobals());

async function write(text: string): Promise<HTMLElement> {
	const field = screen.getByRole('combobox');
	await fireEvent.input(field, { target: { value: text } });
	return field;
}

test('the keyboard finds and chooses', async () => {
	render(OrganisationPicker, {});
	const field = await write('demo');
	await screen.findByRole('option', { name: /Demosmedjan/ });
	expect(field.getAttribute('aria-expanded')).toBe('true');
	await fireEvent.keyDown(field, { key: 'ArrowDown' });
	await fireEvent.keyDown(field, { key: 'ArrowDown' });
	const chosen = screen.getByRole('option', { name: /Demosmedjan/ });
	expect(field.getAttribute('aria-activedescendant')).toBe(chosen.id);
	expect(chosen.getAttribute('aria-selected')).toBe('true');
	await fireEvent.keyDown(field, { key: 'Enter' });
	expect(screen.queryByRole('combobox')).toBeNull();
	expect(screen.getByText('Demosmedjan')).toBeTruthy();
});

test('a choice can be taken back', async () => {
	render(OrganisationPicker, {});
	await write('demo');
	await fireEvent.click(await screen.findByRole('option', { name: /Demosågen/ }));
	await fireEvent.click(screen.getByRole('button', { name: 'Ta bort Demosågen' }));
	expect(screen.getByRole('combobox')).toBeTruthy();
});

test('says when there is none', async () => {
	vi.mocked(fetch).mockImplementation(
		async () => new Response(JSON.stringify({ items: [], before: null, after: null }))
	);
	render(OrganisationPicker, {});
	await write('zz');
	expect(await screen.findByText('Ingen organisation heter så i katalogen.')).toBeTruthy();
});

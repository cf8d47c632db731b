import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Organisation } from '$api/types';
import { words } from '$i18n/words.svelte';
import Represent from './Represent.svelte';

const company: Organisation = {
	id: 'o1',
	name: 'Demosågen',
	kind: 'company',
	sector: 'business',
	level: 'local',
	demo: true
};
const union: Organisation = { ...company, name: 'Demofacket', kind: 'union', sector: 'civil_society' };

beforeAll(async () => {
	await words.choose('sv');
	await words.need('actor', 'common');
});

const button = () => screen.getByRole('button', { name: 'Begär att få företräda' }) as HTMLButtonElement;

test('asks at a press', async () => {
	const ask = vi.fn();
	render(Represent, { organisation: company, signedIn: true, busy: false, ask });
	await fireEvent.click(button());
	expect(ask).toHaveBeenCalledOnce();
	expect(screen.queryByText('Läs det här först')).toBeNull();
});

test('asks nothing twice while the first is under way', async () => {
	const ask = vi.fn();
	render(Represent, { organisation: company, signedIn: true, busy: true, ask });
	await fireEvent.click(button());
	expect(ask).not.toHaveBeenCalled();
});

test('where it may tell something sensitive, that is said and understood first', async () => {
	const ask = vi.fn();
	render(Represent, { organisation: union, signedIn: true, busy: false, ask });
	expect(screen.getByText('Läs det här först')).toBeTruthy();
	expect(button().disabled).toBe(true);
	await fireEvent.click(screen.getByRole('checkbox'));
	await fireEvent.click(button());
	expect(ask).toHaveBeenCalledOnce();
});

test('a visitor is led to sign in, and back here', () => {
	render(Represent, { organisation: company, signedIn: false, busy: false, ask: vi.fn() });
	const link = screen.getByRole('link', { name: 'Logga in för att begära' });
	expect(link.getAttribute('href')).toBe('/sign-in?next=%2Forganisations%2Fo1');
});

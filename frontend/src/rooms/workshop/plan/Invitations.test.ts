import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { WorkshopListed } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import Invitations from './Invitations.svelte';

const invited = (id: string, title: string) =>
	({
		id,
		title,
		lang: 'sv',
		thread: 't',
		minutes: 60,
		phone: '063',
		stage: { state: 'invited' }
	}) as WorkshopListed;

beforeEach(async () => {
	await words.need('workshop', 'workshopPlan', 'common');
	await words.choose('sv');
	return () => vi.unstubAllGlobals();
});

test('an invitation is answered with one press, and the others wait', async () => {
	const sent: { url: string; body: unknown }[] = [];
	vi.stubGlobal(
		'fetch',
		vi.fn(async (request: Request) => {
			sent.push({ url: new URL(request.url).pathname, body: await request.json() });
			return new Response(JSON.stringify({ id: 'a', version: 1, topic: 'workshop:a', seq: 2 }));
		})
	);
	render(Invitations, { invitations: [invited('a', 'Älgar'), invited('b', 'Vägar')], areas: [] });
	const group = screen.getByRole('group', { name: 'Kommer du till Älgar?' });
	const maybe = [...group.querySelectorAll('button')].find(({ textContent }) =>
		textContent.includes('Kanske')
	);
	await fireEvent.click(maybe!);
	const said = await screen.findByText(/Du har svarat att du kanske kommer/);
	expect(sent).toEqual([{ url: '/api/workshops/a/reply', body: { answer: 'maybe' } }]);
	await expect.poll(() => document.activeElement).toBe(said);
	expect(screen.queryByRole('group', { name: 'Kommer du till Älgar?' })).toBeNull();
	expect(screen.getByRole('group', { name: 'Kommer du till Vägar?' })).toBeTruthy();
});

test('while people are in the room it leads there, and asks no more', () => {
	const running = { ...invited('a', 'Älgar'), stage: { state: 'live' } } as WorkshopListed;
	render(Invitations, { invitations: [running], areas: [] });
	expect(screen.getByRole('link', { name: 'Gå in: Älgar' }).getAttribute('href')).toBe('/workshops/a');
	expect(screen.queryByRole('group', { name: 'Kommer du till Älgar?' })).toBeNull();
});

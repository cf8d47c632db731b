import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Choice } from '$api/types';
import { words } from '$i18n/words.svelte';
import Attention from './Attention.svelte';

beforeAll(async () => {
	// jsdom has no window to scroll.
	Element.prototype.scrollIntoView = () => {};
	await words.choose('sv');
	await words.need('common', 'forum');
});

afterAll(() => void Reflect.deleteProperty(Element.prototype, 'scrollIntoView'));

const label = 'Välj hur mycket du vill veta om tråden';

test.each([
	[{ level: 'normal' }, 'Följ'],
	[{ level: 'follow' }, 'Du följer'],
	[{ level: 'muted' }, 'Tystad'],
	[{ level: 'muted', until: '2026-01-02T07:00:00Z' }, /^Tystad till /]
] as [Choice, string | RegExp][])('what is held is the button: %o', async (held, says) => {
	const choose = vi.fn(async () => {});
	const { container } = render(Attention, { held, label, choose });
	const button = container.querySelector('summary')!;
	// The words are part of what opens the menu, for the finger as for who hears its name.
	expect(button.textContent?.trim()).toMatch(says);
	expect(button.getAttribute('aria-label')).toContain(button.textContent!.trim());
	expect(button.getAttribute('aria-label')).toContain(label);
	await fireEvent.click(screen.getByText(says, { selector: 'summary span' }));
	expect(container.querySelector('details')!.open).toBe(true);
	await fireEvent.click(await screen.findByRole('button', { name: 'Tysta' }));
	await vi.waitFor(() => expect(choose).toHaveBeenCalledWith({ level: 'muted' }));
});

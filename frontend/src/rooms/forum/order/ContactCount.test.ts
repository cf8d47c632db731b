import { render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { words } from '$i18n/words.svelte';
import ContactCount from './ContactCount.svelte';

const counts = { quarter: '2026-Q4', since: '2026-09-30T22:00:00.000Z' };
let answers: Record<string, object | number>;

beforeEach(async () => {
	await words.choose('sv');
	await words.need('order');
	answers = {
		a: { ...counts, asked: 2, mentioned: 1, ballots: 0, total: 3, latest: '2026-11-12T10:00:00.000Z' },
		b: { ...counts, asked: 0, mentioned: 0, ballots: 0, total: 0 },
		c: 403
	};
	vi.stubGlobal('fetch', async (request: Request) => {
		const answer = answers[new URL(request.url).pathname.split('/')[3]!]!;
		return typeof answer === 'number'
			? Response.json({ code: 'forbidden' }, { status: answer })
			: Response.json(answer);
	});
});

const status = () => screen.getByRole('status').textContent;

test('says how often an organisation was asked, and of another when that is chosen', async () => {
	const { rerender } = render(ContactCount, { organisation: { id: 'a', name: 'Berg' } });
	await waitFor(() => expect(status()).toContain('Berg har fått 3 förfrågningar det här kvartalet'));
	expect(status()).toContain('12 november');
	expect(status()).toContain(': 2 frågor, 1 omnämnande.');
	await rerender({ organisation: { id: 'b', name: 'Åre' } });
	await waitFor(() => expect(status()).toBe('Ingen har vänt sig till Åre det här kvartalet.'));
	await rerender({ organisation: undefined });
	expect(status()).toBe('');
});

test('is silent to who may not know', async () => {
	const { rerender } = render(ContactCount, { organisation: { id: 'a', name: 'Berg' } });
	await waitFor(() => expect(status()).not.toBe(''));
	await rerender({ organisation: { id: 'c', name: 'Krokom' } });
	expect(status()).toBe('');
});

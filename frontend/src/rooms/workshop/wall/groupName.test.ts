import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Cluster } from '$api/wall';
import { words } from '$i18n/words.svelte';
import GroupName from './GroupName.svelte';
import type { WallState } from './state.svelte';

beforeAll(async () => {
	await words.need('common', 'wall', 'problem');
	await words.choose('sv');
});

const cluster: Cluster = { id: 'c', wall: 'w', version: 3, name: '', place: 1 };

function begin() {
	const name = vi.fn(() => Promise.resolve());
	const done = vi.fn();
	render(GroupName, { wall: { name } as unknown as WallState, cluster, done });
	return { name, done, field: screen.getByLabelText<HTMLInputElement>('Gruppens namn') };
}

test('asks for the name at once, and Enter keeps it', async () => {
	const { name, done, field } = begin();
	expect(document.activeElement).toBe(field);
	await fireEvent.input(field, { target: { value: ' Skyltar ' } });
	await fireEvent.submit(field.form!);
	await vi.waitFor(() => expect(done).toHaveBeenCalledWith(true));
	expect(name.mock.calls).toEqual([['c', 3, 'Skyltar']]);
});

test('Escape leaves the group without a name', async () => {
	const { name, done, field } = begin();
	await fireEvent.input(field, { target: { value: 'Skyl' } });
	await fireEvent.keyDown(field, { key: 'Escape' });
	expect(done).toHaveBeenCalledWith(true);
	expect(name).not.toHaveBeenCalled();
});

test('going on elsewhere keeps what was written', async () => {
	const { name, done, field } = begin();
	vi.spyOn(document, 'hasFocus').mockReturnValue(true);
	await fireEvent.input(field, { target: { value: 'Skyltar' } });
	await fireEvent.focusOut(field);
	await vi.waitFor(() => expect(done).toHaveBeenCalledWith(false));
	expect(name).toHaveBeenCalledOnce();
});

test('a name that is refused stays to be seen', async () => {
	const { name, done, field } = begin();
	name.mockRejectedValueOnce(new Error('no line'));
	await fireEvent.input(field, { target: { value: 'Skyltar' } });
	await fireEvent.submit(field.form!);
	await vi.waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
	expect(field.value).toBe('Skyltar');
	expect(done).not.toHaveBeenCalled();
});

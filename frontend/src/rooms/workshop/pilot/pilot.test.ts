import { beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '$api/problem';
import { words } from '$i18n/words.svelte';
import type { FloorFollower } from '../floor/follower.svelte';
import type { WorkshopState } from '../workshop.svelte';
import { Pilot } from './pilot.svelte';

function pressed() {
	const room = { at: { version: 1 }, act: vi.fn(async () => void room.at.version++) };
	const list = { version: 5 };
	const floor = {
		floor: { list },
		act: vi.fn(async () => void list.version++),
		read: vi.fn(async () => undefined)
	};
	const pilot = new Pilot(room as unknown as WorkshopState, floor as unknown as FloorFollower);
	return { pilot, room, floor };
}

beforeEach(() => words.choose('sv'));

it('takes the last press back by its opposite', async () => {
	const { pilot, room } = pressed();
	await pilot.stage({ do: 'next' });
	expect(pilot.undo?.what).toBe('next');
	await pilot.takeBack();
	expect(room.act).toHaveBeenLastCalledWith({ do: 'back' });
	expect(pilot.undo).toBeUndefined();

	await pilot.stage({ do: 'extend', minutes: 5 });
	await pilot.takeBack();
	expect(room.act).toHaveBeenLastCalledWith({ do: 'extend', minutes: -5 });
});

it('opens the list of speakers again', async () => {
	const { pilot, floor } = pressed();
	await pilot.closeList();
	expect(pilot.undo?.what).toBe('close');
	await pilot.takeBack();
	expect(floor.act).toHaveBeenLastCalledWith({ do: 'open' });
});

it('gives the floor to whoever comes next, which nothing here takes back', async () => {
	const { pilot, floor } = pressed();
	await pilot.nextSpeaker();
	expect(floor.act).toHaveBeenLastCalledWith({ do: 'start' });
	expect(floor.read).toHaveBeenCalled();
	expect(pilot.undo).toBeUndefined();
});

it('offers nothing to take back of what starts or ends a workshop', async () => {
	const { pilot } = pressed();
	for (const what of ['start', 'end'] as const) {
		await pilot.stage({ do: what });
		expect(pilot.undo).toBeUndefined();
	}
});

it('tells whoever pressed second so, and everything else in its own words', async () => {
	const { pilot, room } = pressed();
	room.act.mockRejectedValueOnce(new Problem(412, 'version_stale'));
	await pilot.stage({ do: 'next' });
	expect([pilot.second, pilot.pressing.error, pilot.undo]).toEqual([true, undefined, undefined]);

	room.act.mockRejectedValueOnce(new Problem(0, 'unanswered'));
	await pilot.stage({ do: 'next' });
	expect([pilot.second, pilot.pressing.problem?.code]).toEqual([false, 'unanswered']);
});

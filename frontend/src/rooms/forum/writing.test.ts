import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Drafts } from './draft';
import { Writing } from './writing.svelte';

beforeEach(() => {
	localStorage.clear();
	vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

const PLACE = 'thread:1';
const drafts = () => new Drafts(localStorage);

it('is kept when the writer pauses, and found after a reload', () => {
	const writing = new Writing(PLACE, 'ada', drafts());
	writing.text = 'hej';
	writing.touched();
	vi.advanceTimersByTime(399);
	expect(writing.keptAt).toBeUndefined();
	vi.advanceTimersByTime(1);
	expect(writing.keptAt).toBeInstanceOf(Date);
	const again = new Writing(PLACE, 'ada', drafts());
	expect(again.text).toBe('hej');
	expect(again.foundAt).toBe(writing.keptAt?.toISOString());
});

it('leaves nothing behind when it was sent', () => {
	const writing = new Writing(PLACE, 'ada', drafts());
	writing.text = 'hej';
	writing.touched();
	writing.clear();
	vi.advanceTimersByTime(1000);
	expect(new Writing(PLACE, 'ada', drafts()).text).toBe('');
});

it('what a visitor wrote is there when they have signed in', () => {
	const writing = new Writing(PLACE, undefined, drafts());
	writing.text = 'före';
	writing.belongsTo('ada');
	expect(writing.text).toBe('före');
	writing.text = 'före och efter';
	writing.keep();
	expect(new Writing(PLACE, 'ada', drafts()).text).toBe('före och efter');
	expect(new Writing(PLACE, undefined, drafts()).text).toBe('');
});

it('stays on the screen when the session ends, and is not shown to the next member', () => {
	const writing = new Writing(PLACE, 'ada', drafts());
	writing.text = 'adas ord';
	writing.belongsTo(undefined);
	expect(writing.text).toBe('adas ord');
	writing.belongsTo('bo');
	expect(writing.text).toBe('');
	writing.belongsTo('ada');
	expect(writing.text).toBe('adas ord');
});

it('counts code points, as the server does', () => {
	const writing = new Writing(PLACE, 'ada', drafts());
	writing.text = '🧑‍🌾å';
	expect(writing.length).toBe(4);
	expect(writing.left).toBe(9_996);
});

it('says when the browser keeps nothing', () => {
	const full = { ...localStorage, length: 0, key: () => null, getItem: () => null, removeItem: () => {} };
	const none = new Drafts({
		...full,
		setItem: () => {
			throw new DOMException('full');
		}
	});
	const writing = new Writing(PLACE, 'ada', none);
	writing.text = 'hej';
	writing.keep();
	expect(writing.lost).toBe(true);
});

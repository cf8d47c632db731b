import { describe, expect, it } from 'vitest';
import { Drafts } from './draft';

/** A browser's storage, with a limited number of places. */
function storage(places = 100) {
	const kept = new Map<string, string>();
	return {
		kept,
		get length() {
			return kept.size;
		},
		key: (at: number) => [...kept.keys()][at] ?? null,
		getItem: (name: string) => kept.get(name) ?? null,
		setItem(name: string, value: string) {
			if (!kept.has(name) && kept.size >= places) throw new DOMException('full', 'QuotaExceededError');
			kept.set(name, value);
		},
		removeItem: (name: string) => void kept.delete(name)
	};
}

describe('drafts', () => {
	it('come back after a reload, byte for byte, with when they were kept', () => {
		const keeper = storage();
		const text = '  Två\r\nrader \u0000 🧑‍🌾\ud800 ';
		const at = new Drafts(keeper, () => 0).write('ada', 'thread:1', { text, fields: { reply_to: '7' } });
		expect(at).toEqual(new Date(0));
		expect(new Drafts(keeper).read('ada', 'thread:1')).toEqual({
			text,
			fields: { reply_to: '7' },
			at: '1970-01-01T00:00:00.000Z'
		});
	});

	it('are apart by writer and by place', () => {
		const drafts = new Drafts(storage());
		drafts.write('ada', 'thread:1', { text: 'hej', fields: {} });
		expect(drafts.read('bo', 'thread:1')).toBeUndefined();
		expect(drafts.read(undefined, 'thread:1')).toBeUndefined();
		expect(drafts.read('ada', 'thread:2')).toBeUndefined();
	});

	it("a visitor's becomes the member's when they sign in, and nobody else's after that", () => {
		const drafts = new Drafts(storage());
		drafts.write(undefined, 'thread:1', { text: 'skrivet först', fields: {} });
		expect(drafts.read('ada', 'thread:1')?.text).toBe('skrivet först');
		expect(drafts.read('bo', 'thread:1')).toBeUndefined();
		expect(drafts.read('ada', 'thread:1')?.text).toBe('skrivet först');
	});

	it("a visitor's is put after what the member had already", () => {
		const drafts = new Drafts(storage());
		drafts.write('ada', 'thread:1', { text: 'ett', fields: {} });
		drafts.write(undefined, 'thread:1', { text: 'två', fields: {} });
		expect(drafts.read('ada', 'thread:1')?.text).toBe('ett\n\ntvå');
		expect(drafts.read('ada', 'thread:1')?.text).toBe('ett\n\ntvå');
	});

	it("a visitor's stays where it is when there is no room to move it", () => {
		const keeper = storage(1);
		const drafts = new Drafts(keeper);
		drafts.write(undefined, 'thread:1', { text: 'kvar', fields: {} });
		expect(drafts.read('ada', 'thread:1')?.text).toBe('kvar');
		expect(drafts.read(undefined, 'thread:1')?.text).toBe('kvar');
	});

	it('say when they could not be kept', () => {
		const drafts = new Drafts(storage(0));
		expect(drafts.write('ada', 'thread:1', { text: 'hej', fields: {} })).toBeUndefined();
	});

	it('are forgotten when nothing is left of them', () => {
		const keeper = storage();
		const drafts = new Drafts(keeper);
		drafts.write('ada', 'thread:1', { text: 'hej', fields: {} });
		drafts.write('ada', 'thread:1', { text: '', fields: { title: '' } });
		expect(keeper.kept.size).toBe(0);
	});

	it('are swept after thirty days without a touch, and nothing else is', () => {
		const keeper = storage();
		new Drafts(keeper, () => 0).write('ada', 'thread:1', { text: 'gammalt', fields: {} });
		const day = 24 * 3600 * 1000;
		new Drafts(keeper, () => 5 * day).write('ada', 'thread:2', { text: 'nyare', fields: {} });
		keeper.setItem('kraftsam:lang', 'sv');
		new Drafts(keeper, () => 31 * day).sweep();
		expect([...keeper.kept.keys()]).toEqual(['kraftsam.draft.ada.thread:2', 'kraftsam:lang']);
	});

	it('that are broken count as none', () => {
		const keeper = storage();
		keeper.setItem('kraftsam.draft.ada.thread:1', '{"text":');
		expect(new Drafts(keeper).read('ada', 'thread:1')).toBeUndefined();
	});
});

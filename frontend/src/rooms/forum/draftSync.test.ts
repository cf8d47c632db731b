import { describe, expect, it, vi } from 'vitest';
import { Problem } from '$api/problem';
import type { DraftCopy, KeptDraft } from '$api/types';
import { Drafts } from './draft';
import { DraftSync, merge, nothing, type DraftServer, type Held } from './draftSync';
import { dice } from './village';
import { Writing } from './writing.svelte';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const held = (text: string, more: Partial<Held> = {}): Held => ({
	text,
	fields: {},
	at: at(5),
	dirty: false,
	...more
});
const kept = (text: string, version: number, more: Partial<KeptDraft> = {}): KeptDraft => ({
	place: 'thread:1',
	text,
	fields: {},
	at: at(4),
	version,
	...more
});

describe('the rules of two devices', () => {
	it('whoever changed nothing takes what the server has', () => {
		expect(merge(held('a', { base: 1 }), kept('b', 2))).toEqual({
			held: { text: 'b', fields: {}, at: at(4), base: 2, dirty: false, other: undefined },
			news: 'taken'
		});
	});

	it('the same words on both are one draft', () => {
		expect(merge(held('a', { dirty: true }), kept('a', 2)).held).toMatchObject({ base: 2, dirty: false });
	});

	it('where both changed the newest stands in the box and the other beside it', () => {
		const mine = merge(held('min', { base: 1, dirty: true }), kept('din', 2));
		expect(mine).toMatchObject({
			news: 'apart',
			held: { text: 'min', base: 2, dirty: true, other: { text: 'din' } }
		});
		const theirs = merge(held('min', { base: 1, dirty: true, at: at(1) }), kept('din', 2));
		expect(theirs).toMatchObject({
			news: 'apart',
			held: { text: 'din', dirty: true, other: { text: 'min' } }
		});
	});

	it('a third text that waits is joined to the second', () => {
		const other: DraftCopy = { text: 'tredje', fields: {}, at: at(0) };
		const all = merge(held('min', { dirty: true, other }), kept('din', 2));
		expect(all.held.other?.text).toBe('din\n\ntredje');
	});

	it('what was sent elsewhere goes here too, and can be brought back', () => {
		expect(merge(held('a', { base: 1 }), undefined)).toMatchObject({
			held: { text: '', base: undefined },
			news: 'gone',
			lost: { text: 'a' }
		});
		expect(merge(held('', { base: 1 }), undefined)).toEqual({
			held: held('', { base: undefined, other: undefined })
		});
	});

	it('what was written on after it was sent elsewhere stays', () => {
		expect(merge(held('a b', { base: 1, dirty: true }), undefined)).toEqual({
			held: held('a b', { base: undefined, dirty: true })
		});
	});

	it('an empty box has nothing to set against what another device wrote', () => {
		expect(merge(held('', { dirty: true }), kept('din', 2))).toMatchObject({
			news: 'taken',
			held: { text: 'din' }
		});
	});

	it('choices of the writer are nothing that anybody would miss', () => {
		expect(nothing({ text: ' ', fields: { as: 'o1', lang: 'sv', reply_to: '' } })).toBe(true);
		expect(nothing({ text: '', fields: { title: 'x' } })).toBe(false);
	});
});

/** The server as the contract has it. */
class Server implements DraftServer {
	now: KeptDraft | undefined;
	#version = 0;
	down = false;

	read = () => this.#answer(() => this.now);
	save = (place: string, { text, fields, other, base }: Omit<Held, 'dirty'>) =>
		this.#answer(() => {
			if (base !== this.now?.version) throw new Problem(412, 'version_stale', [], this.now);
			return (this.now = {
				place,
				text,
				fields,
				other,
				at: new Date().toISOString(),
				version: ++this.#version
			});
		});
	drop = (_: string, version: number) =>
		this.#answer(() => {
			if (this.now && version !== this.now.version) throw new Problem(412, 'version_stale', [], this.now);
			this.now = undefined;
		});
	/** Somebody sends it: it goes if it is still that version. */
	sent(version: number | undefined): void {
		if (this.now?.version !== version || !this.now) return;
		const { other } = this.now;
		this.now = other && { ...this.now, ...other, other: undefined, version: ++this.#version };
	}

	async #answer<Answer>(work: () => Answer): Promise<Answer> {
		await Promise.resolve();
		if (this.down) throw new Problem(0, 'unanswered');
		return work();
	}
}

function device(server: Server) {
	const keeper = new Map<string, string>();
	const drafts = new Drafts({
		get length() {
			return keeper.size;
		},
		key: (n) => [...keeper.keys()][n] ?? null,
		getItem: (name) => keeper.get(name) ?? null,
		setItem: (name, value) => void keeper.set(name, value),
		removeItem: (name) => void keeper.delete(name)
	});
	const make = () => {
		const writing = new Writing('thread:1', 'ada', drafts);
		const sync = new DraftSync('thread:1', server, writing);
		const type = (text: string) => {
			writing.text = text;
			writing.keep();
		};
		return { writing, sync, type };
	};
	return { ...make(), reload: make };
}

describe('a draft on two devices', () => {
	it('is on the other when it is kept, and gone there when it is sent', async () => {
		const server = new Server();
		const [phone, desk] = [device(server), device(server)];
		phone.type('från telefonen');
		await phone.sync.run();
		expect(phone.writing.savedAt).toBeDefined();
		await desk.sync.run();
		expect(desk.writing.text).toBe('från telefonen');
		const { base } = desk.writing;
		desk.writing.handOver();
		server.sent(base);
		await desk.sync.run();
		await phone.sync.run();
		expect(phone.writing.text).toBe('');
		expect(phone.writing.gone?.text).toBe('från telefonen');
		phone.writing.bringBack();
		await phone.sync.run();
		expect(server.now?.text).toBe('från telefonen');
	});

	it('both texts of two devices without a network are kept, and the choice is on both', async () => {
		const server = new Server();
		const [phone, desk] = [device(server), device(server)];
		vi.useFakeTimers({ toFake: ['Date'] });
		server.down = true;
		phone.type('telefon');
		await phone.sync.run();
		server.down = false;
		await phone.sync.run();
		vi.advanceTimersByTime(1_000);
		server.down = true;
		desk.type('skrivbord');
		await desk.sync.run();
		server.down = false;
		await desk.sync.run();
		vi.useRealTimers();
		expect(server.now).toMatchObject({ text: 'skrivbord', other: { text: 'telefon' } });
		await phone.sync.run();
		expect(phone.writing).toMatchObject({ text: 'skrivbord', other: { text: 'telefon' } });
		phone.writing.choose('append');
		await phone.sync.run();
		await desk.sync.run();
		expect(desk.writing.text).toBe('skrivbord\n\ntelefon');
		expect(desk.writing.other).toBeUndefined();
	});

	it('what is typed while an answer is under way is kept after it', async () => {
		const server = new Server();
		const phone = device(server);
		phone.type('ett');
		const running = phone.sync.run();
		phone.type('ett två');
		await running;
		expect(server.now?.text).toBe('ett två');
	});

	it('a text that is thrown away is thrown away everywhere, a refused one stays here', async () => {
		const server = new Server();
		const phone = device(server);
		phone.type('ett');
		await phone.sync.run();
		phone.writing.clear();
		await phone.sync.run();
		expect(server.now).toBeUndefined();
		phone.type('för långt');
		vi.spyOn(server, 'save').mockRejectedValue(new Problem(422, 'draft_too_long'));
		await phone.sync.run();
		expect(phone.writing.problem?.code).toBe('draft_too_long');
		expect(phone.reload().writing.text).toBe('för långt');
	});

	it('what is done with is forgotten when its box goes, also while an answer is under way', async () => {
		const server = new Server();
		const saved = device(server);
		saved.type('ett');
		await saved.sync.run();
		saved.writing.clear();
		saved.sync.leave();
		saved.sync.stop();
		await vi.waitFor(() => expect(server.now).toBeUndefined());

		const saving = device(server);
		saving.type('ett två');
		const running = saving.sync.run();
		saving.writing.clear();
		saving.sync.leave();
		saving.sync.stop();
		await running;
		await vi.waitFor(() => expect(server.now).toBeUndefined());

		const left = device(server);
		left.type('inte klart');
		const keeping = left.sync.run();
		left.sync.leave();
		left.sync.stop();
		await keeping;
		expect(server.now?.text).toBe('inte klart');
	});

	it.each(Array.from({ length: 100 }, (_, seed) => [seed]))(
		'nothing that was typed is lost, dice %i',
		async (seed) => {
			const roll = dice(seed);
			const server = new Server();
			const devices = [device(server), device(server), device(server)];
			const typed: string[] = [];
			for (let step = 0; step < 25; step++) {
				const one = devices[roll(3)]!;
				server.down = roll(4) === 0;
				const word = `ord${step}.`;
				if (roll(3) > 0) {
					one.type(`${one.writing.text} ${word}`.trim());
					typed.push(word);
				}
				if (roll(2) > 0) await one.sync.run();
			}
			server.down = false;
			for (let round = 0; round < 4; round++) for (const one of devices) await one.sync.run();
			const everything = `${server.now?.text} ${server.now?.other?.text ?? ''}`;
			for (const word of typed) expect(everything).toContain(word);
			for (const { writing } of devices) {
				expect(writing.text).toBe(server.now?.text ?? '');
				expect(writing.held.dirty).toBe(false);
			}
		}
	);
});

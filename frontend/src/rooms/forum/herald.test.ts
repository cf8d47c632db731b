import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Herald, shortened } from './herald';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells the first at once and gathers what follows', () => {
	const said = vi.fn();
	const herald = new Herald(said);
	for (const name of ['Ada', 'Bo', 'Cai']) herald.tell({ name, text: 'hej' });
	expect(said.mock.calls.map(([news]) => (news as unknown[]).length)).toEqual([1]);
	vi.advanceTimersByTime(5_000);
	expect(said.mock.calls.map(([news]) => (news as unknown[]).length)).toEqual([1, 2]);
	vi.advanceTimersByTime(5_000);
	herald.tell({ name: 'Dag', text: 'hej' });
	expect(said).toHaveBeenCalledTimes(3);
	herald.stop();
});

it('shortens a text to its words', () => {
	expect(shortened('> citat\n\n**Fet** och [länk](https://x.example)')).toBe('citat Fet och länk');
	expect(shortened('å'.repeat(200))).toHaveLength(120);
});

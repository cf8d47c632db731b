import { expect, test, vi } from 'vitest';
import { Problem } from '$api/problem';
import { stepUp } from './stepUp.svelte';

const refusal = new Problem(403, 'step_up_needed');

test('what needs no proof asks for none', async () => {
	expect(await stepUp.through(async () => 'done')).toBe('done');
	expect(stepUp.asked).toBe(false);
});

test('what was refused for want of a proof is done again after it', async () => {
	const work = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce('done');
	const result = stepUp.through(work);
	await vi.waitFor(() => expect(stepUp.asked).toBe(true));
	stepUp.settle(true);
	expect(await result).toBe('done');
	expect([work.mock.calls.length, stepUp.asked]).toEqual([2, false]);
});

test('whoever declines gets the refusal, and nothing is done', async () => {
	const work = vi.fn().mockRejectedValue(refusal);
	const result = stepUp.through(work);
	await vi.waitFor(() => expect(stepUp.asked).toBe(true));
	stepUp.settle(false);
	await expect(result).rejects.toBe(refusal);
	expect(work).toHaveBeenCalledTimes(1);
});

test('another refusal is passed on at once', async () => {
	const other = new Problem(403, 'forbidden');
	await expect(stepUp.through(() => Promise.reject(other))).rejects.toBe(other);
	expect(stepUp.asked).toBe(false);
});

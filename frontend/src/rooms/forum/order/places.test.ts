import { expect, it } from 'vitest';
import { threadOf } from './places';

it.each([
	['https://kraftsam.example/threads/019a-b_C?around=x#p-y', '019a-b_C'],
	['/threads/t1', 't1'],
	['t1', undefined],
	['https://kraftsam.example/posts/p1', undefined]
])('%s names the thread %s', (address, id) => expect(threadOf(address)).toBe(id));

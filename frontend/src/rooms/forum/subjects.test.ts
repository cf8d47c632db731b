import { expect, it } from 'vitest';
import { tagsOf } from './subjects';

it.each([
	['', []],
	['virke', ['virke']],
	[' virke,  små sågverk ,, virke ', ['virke', 'små sågverk']]
])('%j', (line, tags) => expect(tagsOf(line)).toEqual(tags));

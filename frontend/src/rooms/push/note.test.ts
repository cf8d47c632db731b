import { expect, test } from 'vitest';
import { leadsTo, lowering, readNote, shown } from './note';

const sent = {
	id: '01',
	tag: 'mention thread:a',
	title: 'Något nytt i Kraftsam',
	body: 'Du nämns',
	lang: 'sv',
	href: '/posts/a',
	at: 1_774_263_600_000,
	unread: 2,
	alert: true,
	fewer: 'Färre sådana',
	fewer_done: 'Du får färre sådana notiser.'
};
const site = 'https://kraftsam.example';

test('what was sent is shown as it was sent', () => {
	const note = readNote(JSON.stringify(sent));
	expect(note).toEqual(sent);
	expect(shown(note)).toMatchObject({
		body: 'Du nämns',
		tag: 'mention thread:a',
		lang: 'sv',
		renotify: true,
		timestamp: sent.at,
		actions: [{ action: 'fewer', title: 'Färre sådana' }]
	});
	expect(leadsTo(note, site)).toBe('https://kraftsam.example/posts/a');
	expect(lowering(note)).toBe('/api/notices/01/lowering');
});

test.each([undefined, '', '{', 'null', '5', '"x"', '[]', '{"title":5,"href":{},"at":"x"}'])(
	'of %j there is something to show, and somewhere to go',
	(text) => {
		const note = readNote(text);
		expect(note.title).toBe('Kraftsam');
		expect(shown(note)).toMatchObject({ tag: 'kraftsam', actions: [] });
		expect(shown(note)).not.toHaveProperty('timestamp');
		expect(leadsTo(note, site)).toBe('https://kraftsam.example/notices');
	}
);

test.each([
	'https://elsewhere.example/x',
	'//elsewhere.example/x',
	'javascript:alert(1)',
	'data:text/html,x',
	'http://[',
	'\\\\elsewhere.example'
])('%s leads to no other site', (href) =>
	expect(leadsTo(readNote(JSON.stringify({ ...sent, href })), site)).toBe(`${site}/notices`)
);

test('an id is a part of an address and no more', () => {
	expect(lowering({ ...sent, id: '../x?y' })).toBe('/api/notices/..%2Fx%3Fy/lowering');
});

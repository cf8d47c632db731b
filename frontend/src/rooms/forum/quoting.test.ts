import { afterEach, describe, expect, it } from 'vitest';
import { inserted, ownWords, quotation } from './quoting';
import { selectedWords } from './selected';

const post = { id: '0190-a', author: { id: 'ada', name: 'Ada [x]' } };

describe('a quotation', () => {
	it('says who and leads to the post, also over several paragraphs', () => {
		expect(quotation(post, ' ett\n\n\n\ntvå ')).toBe('> [Ada \\[x\\]](/posts/0190-a):\n> ett\n>\n> två\n\n');
	});

	it('of a whole post leaves out what that quotes, and calls upon nobody again', () => {
		expect(ownWords('> [Bo](/posts/b):\n> förr\n\nNej, [@Ada](member:a).')).toBe('Nej, @Ada.');
		expect(ownWords('> bara citat')).toBe('> bara citat');
	});

	it('is put in at the cursor as a paragraph of its own', () => {
		expect(inserted('', 0, '> a\n\n')).toEqual({ text: '> a\n\n', caret: 5 });
		expect(inserted('före efter', 4, '> a\n\n')).toEqual({ text: 'före\n\n> a\n\nefter', caret: 11 });
	});
});

describe('what is selected', () => {
	afterEach(() => document.body.replaceChildren());

	function page(): void {
		document.body.innerHTML =
			'<article id="p-1"><header>Ada</header><div class="prose"><p>ett två tre</p></div></article><article id="p-2"><div class="prose"><p>fyra</p></div></article>';
	}
	function select(from: Node, start: number, to: Node, end: number): Selection {
		const selection = getSelection()!;
		selection.setBaseAndExtent(from, start, to, end);
		return selection;
	}

	it('is the words of one post', () => {
		page();
		const [text] = [...document.querySelectorAll('#p-1 p')].map((p) => p.firstChild!);
		expect(selectedWords(select(text!, 4, text!, 7))).toMatchObject({ post: '1', words: 'två' });
	});

	it('is nothing over two posts, outside a post, or without words', () => {
		page();
		const one = document.querySelector('#p-1 p')!.firstChild!;
		const two = document.querySelector('#p-2 p')!.firstChild!;
		const head = document.querySelector('header')!.firstChild!;
		expect(selectedWords(select(one, 4, two, 2))).toBeUndefined();
		expect(selectedWords(select(head, 0, head, 2))).toBeUndefined();
		expect(selectedWords(select(one, 1, one, 1))).toBeUndefined();
		expect(selectedWords(null)).toBeUndefined();
	});
});

import type { Post } from '$api/types';
import { unmarked } from './mention';

/** Words of a post as a quotation: who said them, with a link to the post, ready to be answered. */
export function quotation(post: Pick<Post, 'id' | 'author'>, words: string): string {
	const said = words.trim().replace(/\n{3,}/g, '\n\n');
	const name = post.author.name.replace(/[[\]\\]/g, '\\$&');
	return `${`[${name}](/posts/${post.id}):\n${said}`.replace(/^/gm, '> ').replace(/ +$/gm, '')}\n\n`;
}

/** What a post itself says, without what it quotes, and with those whom it mentions as words. */
export function ownWords(text: string): string {
	const own = text
		.split('\n')
		.filter((line) => !/^ {0,3}>/.test(line))
		.join('\n')
		.trim();
	return unmarked(own || text).text;
}

/** A quotation as it is put in at the cursor: a paragraph of its own, with the cursor after it. */
export function inserted(text: string, at: number, block: string): { text: string; caret: number } {
	const before = text.slice(0, at).trimEnd();
	const after = text.slice(at).trimStart();
	const lead = before === '' ? '' : `${before}\n\n`;
	return { text: `${lead}${block}${after}`, caret: lead.length + block.length };
}

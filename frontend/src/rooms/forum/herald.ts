const APART_MS = 5_000;
const LONGEST = 120;

/** What is told of a new post. */
export interface News {
	name: string;
	text: string;
}

/**
 * Tells of new posts to those who listen: the author first, the text shortened, and at most one message every five
 * seconds, so that a lively thread does not talk over the reader.
 */
export class Herald {
	private waiting: News[] = [];
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly say: (news: News[]) => void) {}

	tell(news: News): void {
		this.waiting.push({ name: news.name, text: shortened(news.text) });
		this.timer ??= this.speak();
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		this.waiting = [];
	}

	private speak(): ReturnType<typeof setTimeout> | undefined {
		if (this.waiting.length === 0) return undefined;
		this.say(this.waiting);
		this.waiting = [];
		return setTimeout(() => (this.timer = this.speak()), APART_MS);
	}
}

/** The beginning of a text on one line, without the signs of its markup. */
export function shortened(text: string, longest = LONGEST): string {
	const line = text
		.replace(/^[>\-*#\s]+/gm, '')
		.replace(/[*_`]/g, '')
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/\s+/g, ' ')
		.trim();
	const signs = [...line];
	return signs.length <= longest
		? line
		: `${signs
				.slice(0, longest - 1)
				.join('')
				.trimEnd()}…`;
}

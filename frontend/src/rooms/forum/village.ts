// A small forum for tests: a thread that people write in, with its log, as the contract says that a server has it.
import { Problem } from '$api/problem';
import type { Position, Post, SafeHtml, Thread } from '$api/types';
import type { LiveEvent } from '$live/frames';
import type { Page } from './window';

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString();

/** A thread on a server: `state` and `page` are what `GET` answers, `log` what the live connection tells. */
export class Village {
	readonly topic = 'thread:t1';
	epoch = 'e1';
	log: LiveEvent[] = [];
	posts: Post[] = [];
	thread: Thread = {
		id: 't1',
		area: 'upplevelser',
		title: 'Leder och stigar',
		lang: 'sv',
		tags: [],
		author: { id: 'ada', name: 'Ada' },
		at: minute(0),
		last_activity_at: minute(0),
		posts: 0,
		version: 1,
		state: 'open',
		kind: 'discussion',
		marks: [],
		asks: [],
		may: { write: true, close: false, edit: false, lead: false }
	};

	/** Somebody writes; the event holds the post as it is when it is sent. */
	post(author = 'ada', text = `inlägg ${this.posts.length + 1}`): Post {
		const number = this.posts.length + 1;
		this.#written += 1;
		const post: Post = {
			id: `p${this.#written}`,
			version: 1,
			versions: 1,
			thread: 't1',
			number,
			author: { id: author, name: author },
			text,
			html: `<p>${text}</p>` as SafeHtml,
			lang: 'sv',
			at: minute(this.#written),
			reactions: [],
			may: { edit: false, withdraw: false, language: false, react: false }
		};
		this.posts = [...this.posts, post];
		this.thread = { ...this.thread, posts: number, last_activity_at: post.at };
		this.#log('post.added', post.id);
		return post;
	}

	edit(id: string, text: string): void {
		this.#change(id, 'post.edited', (post) => ({ ...post, text, html: `<p>${text}</p>` as SafeHtml }));
	}

	/** Somebody reacts as themselves; that is no new version of the post. */
	react(id: string): void {
		this.posts = this.posts.map((post) => {
			if (post.id !== id || post.withdrawn) return post;
			const persons = (post.reactions[0]?.persons ?? 0) + 1;
			return { ...post, reactions: [{ kind: 'support', organisations: 0, persons }] };
		});
		this.#log('post.reacted', id);
	}

	withdraw(id: string): void {
		this.#change(id, 'post.withdrawn', (post) => ({
			...post,
			reactions: [],
			text: '',
			html: '' as SafeHtml,
			withdrawn: true
		}));
	}

	/** A post goes to another thread, so that those after it have other numbers. */
	moveAway(id: string): void {
		this.#gone.push(...this.posts.filter((post) => post.id === id));
		this.#rearrange(this.posts.filter((post) => post.id !== id));
	}

	/** A post comes back, or another comes, to some place after the first. */
	moveHere(at: number): void {
		const back = this.#gone.pop();
		if (back) this.#rearrange(this.posts.toSpliced(at, 0, back));
	}

	close(on: boolean): void {
		const closure = { by: { id: 'dag', name: 'Dag' }, at: minute(99), text: 'Klart', html: '' as SafeHtml };
		this.thread = {
			...this.thread,
			version: this.thread.version + 1,
			state: on ? 'closed' : 'open',
			closure: on ? closure : undefined
		};
		this.#log('thread.changed');
	}

	/** The events after `seq`, with what they show read now, as the server reads it when it sends. */
	events(seq: number): LiveEvent[] {
		return this.log
			.slice(seq)
			.map((event) => ({ ...event, data: this.#data(event.data as string | undefined) }));
	}

	get position(): Position {
		return { topic: this.topic, seq: this.log.length, epoch: this.epoch };
	}

	get state(): Thread & Position {
		return { ...this.thread, ...this.position };
	}

	page(where: { before?: string; after?: string; around?: string; limit?: number } = {}): Page & Position {
		const limit = where.limit ?? 50;
		const at = (id: string) => this.posts.findIndex((post) => post.id === id);
		if (where.around && at(where.around) < 0) throw new Problem(404, 'post_unknown');
		let from = 0;
		let to = limit;
		if (where.after) [from, to] = [at(where.after) + 1, at(where.after) + 1 + limit];
		if (where.before) [from, to] = [Math.max(0, at(where.before) - limit), at(where.before)];
		if (where.around) from = Math.max(0, at(where.around) - Math.floor(limit / 2));
		if (where.around) to = from + limit;
		const items = this.posts.slice(from, to);
		return {
			items,
			before: from > 0 ? (items[0]?.id ?? null) : null,
			after: to < this.posts.length ? (items.at(-1)?.id ?? null) : null,
			...this.position
		};
	}

	#written = 0;
	#gone: Post[] = [];

	#rearrange(posts: Post[]): void {
		this.posts = posts.map((post, at) => ({ ...post, number: at + 1 }));
		this.thread = {
			...this.thread,
			posts: posts.length,
			version: this.thread.version + 1,
			last_activity_at:
				posts
					.map(({ at }) => at)
					.sort()
					.at(-1) ?? this.thread.at
		};
		this.#log('thread.rearranged');
	}

	#change(id: string, type: string, how: (post: Post) => Post): void {
		this.posts = this.posts.map((post) =>
			post.id === id && !post.withdrawn ? { ...how(post), version: post.version + 1 } : post
		);
		this.#log(type, id);
	}

	#log(type: string, id?: string): void {
		this.log.push({ topic: this.topic, seq: this.log.length + 1, type, at: minute(0), data: id });
	}

	#data(id: string | undefined): unknown {
		const gone = this.#gone.find((post) => post.id === id);
		if (gone) return { ...without(gone, 'may', 'mine'), number: 0, text: '', html: '', moved: true };
		const post = this.posts.find((one) => one.id === id);
		return post ? without(post, 'may', 'mine') : without(this.thread, 'may');
	}
}

/** A thing without some of its parts. */
export function without<Thing extends object, Part extends keyof Thing>(
	thing: Thing,
	...parts: Part[]
): Omit<Thing, Part> {
	return Object.fromEntries(Object.entries(thing).filter(([name]) => !parts.includes(name as Part))) as Omit<
		Thing,
		Part
	>;
}

/** Numbers that look random and are the same each time. */
export function dice(seed: number): (sides: number) => number {
	let state = seed;
	return (sides) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * sides);
	};
}

/** One thing that somebody may do to the thread, chosen by the dice. */
export function something(village: Village, roll: (sides: number) => number): void {
	const one = village.posts[roll(Math.max(1, village.posts.length))];
	const kind = roll(12);
	if (!one || kind < 5) village.post(['ada', 'bo', 'cai'][roll(3)]);
	else if (kind < 8) village.edit(one.id, `ändrat ${roll(1000)}`);
	else if (kind < 9) village.withdraw(one.id);
	else if (kind < 11) village.react(one.id);
	else village.close(village.thread.state === 'open');
}

/** The same where facilitators move posts too. */
export function orSomethingMoves(village: Village, roll: (sides: number) => number): void {
	const kind = roll(8);
	if (kind === 0 && village.posts.length > 1) village.moveAway(village.posts[roll(village.posts.length)]!.id);
	else if (kind === 1) village.moveHere(1 + roll(village.posts.length));
	else something(village, roll);
}

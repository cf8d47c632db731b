import type { Run } from '$api/paths';
import type { Post } from '$api/types';
import { Looks } from './looks';
import type { ReadOut } from './readOut';
import { before, holds, union } from './runs';

/** Notes which posts of a thread its reader has seen. */
export class Reader {
	#seen = $state.raw<Run[]>([]);
	/** From here on the reader said that it is unread: looking at it again does not count on this visit. */
	#from = $state(Infinity);
	#looks = new Looks((element) => this.#saw(Number(element.dataset.number)));

	constructor(
		private readonly thread: string,
		private readonly member: string,
		private readonly out: Pick<ReadOut, 'add' | 'drop'>
	) {}

	/** Begins to look. Returns how to stop. */
	start(): () => void {
		return this.#looks.start();
	}

	/** Whether a post is new to the reader still. */
	isNew = (post: Post): boolean =>
		!post.withdrawn &&
		post.author.id !== this.member &&
		(post.number >= this.#from || (post.unread !== false && !holds(this.#seen, post.number)));

	/** Looks at a post's place on the page; for `{@attach}`. */
	watch = (number: number) => (element: HTMLElement) => {
		element.dataset.number = String(number);
		return this.#looks.at(element);
	};

	/** The thread is unread from a post on, by the reader's own word; what stands there now was seen before that. */
	unreadFrom(number: number): void {
		this.#from = Math.min(this.#from, number);
		this.#seen = before(this.#seen, number);
		this.out.drop(this.thread, number);
	}

	/** Everything up to a number is read, by the reader's own word. */
	readTo(number: number): void {
		this.#from = Infinity;
		this.#seen = union([...this.#seen, { from: 1, to: number }]);
	}

	/** Posts have other numbers now; what was seen of them is told when the thread is read anew. */
	renumbered(): void {
		this.#from = Infinity;
		this.#seen = [];
		this.out.drop(this.thread, 1);
	}

	#saw(number: number): void {
		if (number >= this.#from || holds(this.#seen, number)) return;
		const run = { from: number, to: number };
		this.#seen = union([...this.#seen, run]);
		this.out.add(this.thread, [run]);
	}
}

import { later } from './later';

interface Ways<One> {
	/** What is written now. */
	asked(): string;
	find(asked: string): Promise<One[]>;
	/** The first is at hand, so that Enter takes it; otherwise one goes to it first. */
	eager(): boolean;
	take(one: One): void;
	/** Something was found, or nothing was. */
	shown(n: number): void;
	/** The keyboard went to another. */
	moved(): void;
}

/** What a few letters find, and which of it the keyboard is at. */
export class Finder<One> {
	found = $state.raw<One[]>();
	/** -1 for none. */
	at = $state(-1);
	/** The reader went on: what is found now would cover what they write in. */
	#left = false;
	look: () => void;

	constructor(private readonly ways: Ways<One>) {
		this.look = later(200, () => this.#look());
	}

	async #look(): Promise<void> {
		const { ways } = this;
		const asked = ways.asked().trim();
		if (asked.length < 2) return this.close();
		const all = await ways.find(asked).catch(() => []);
		if (this.#left || asked !== ways.asked().trim()) return; // an older answer that came late
		this.found = all;
		this.at = ways.eager() && all.length > 0 ? 0 : -1;
		ways.shown(all.length);
	}

	take(one: One): void {
		this.close();
		this.ways.take(one);
	}

	close(): void {
		this.found = undefined;
	}

	enter = (): void => {
		this.#left = false;
	};

	leave = (): void => {
		this.#left = true;
		this.close();
	};

	key = (event: KeyboardEvent): void => {
		const { found, at } = this;
		if (!found) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && found.length > 0) {
			this.at = at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length;
			this.ways.moved();
		} else if (event.key === 'Enter' && found[at]) this.take(found[at]);
		else if (event.key === 'Escape') this.close();
		else return;
		event.preventDefault();
	};
}

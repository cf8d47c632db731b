import type { Spot } from './state.svelte';

interface Options {
	able(): boolean;
	drop(note: string, to: Spot): void;
}

const NOTE = '[data-hangs]';
const GROUP = '[data-group]';

/** Dragging with a pointer, for a whole wall by one listener each. What it does can be done with buttons too. */
export class Dragging {
	#note?: string;
	#over?: Element;

	constructor(private readonly options: Options) {}

	start = (event: DragEvent): void => {
		const note = (event.target as Element).closest?.<HTMLElement>(NOTE);
		if (!note || !this.options.able()) return;
		this.#note = note.dataset.hangs;
		event.dataTransfer?.setData('text/plain', this.#note ?? '');
	};

	over = (event: DragEvent): void => {
		if (!this.#note) return;
		event.preventDefault();
		this.#mark(this.#target(event));
	};

	end = (): void => {
		this.#note = undefined;
		this.#mark(undefined);
	};

	drop = (event: DragEvent): void => {
		const note = this.#note;
		const target = this.#target(event);
		this.end();
		if (!note || !target) return;
		event.preventDefault();
		const { hangs, group } = target.dataset;
		if (hangs) this.options.drop(note, { into: hangs });
		else this.options.drop(note, group ? { cluster: group } : {});
	};

	/** Another note, into which it is merged, or a group. */
	#target(event: DragEvent): HTMLElement | undefined {
		const at = event.target as Element;
		const note = at.closest<HTMLElement>(NOTE);
		if (note) return note.dataset.hangs === this.#note ? undefined : note;
		return at.closest<HTMLElement>(GROUP) ?? undefined;
	}

	#mark(element: Element | undefined): void {
		if (element === this.#over) return;
		this.#over?.removeAttribute('data-over');
		element?.setAttribute('data-over', '');
		this.#over = element;
	}
}

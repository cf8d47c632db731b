const STEP = '[data-drag]';

interface Options {
	able(step: string): boolean;
	/** `step` was dropped before or behind another. */
	drop(step: string, at: string, behind: boolean): void;
}

/** Dragging the steps of a run sheet, for the whole list by one listener each. What it does can be done with buttons too. */
export class SheetDragging {
	#step?: string;
	#over?: HTMLElement;

	constructor(private readonly options: Options) {}

	start = (event: DragEvent): void => {
		const step = (event.target as Element).closest?.<HTMLElement>(STEP)?.dataset.drag;
		if (!step || !this.options.able(step)) return event.preventDefault();
		this.#step = step;
		event.dataTransfer?.setData('text/plain', step);
	};

	over = (event: DragEvent): void => {
		if (!this.#step) return;
		event.preventDefault();
		const target = this.#target(event);
		this.#mark(target, target && this.#behind(target, event));
	};

	end = (): void => {
		this.#step = undefined;
		this.#mark(undefined);
	};

	drop = (event: DragEvent): void => {
		const step = this.#step;
		const target = this.#target(event);
		const behind = target && this.#behind(target, event);
		this.end();
		if (!step || !target) return;
		event.preventDefault();
		this.options.drop(step, target.dataset.drag!, behind!);
	};

	#target(event: DragEvent): HTMLElement | undefined {
		const at = (event.target as Element).closest<HTMLElement>(STEP);
		return at && at.dataset.drag !== this.#step ? at : undefined;
	}

	/** In the lower half of a step one means behind it. */
	#behind(target: HTMLElement, { clientY }: DragEvent): boolean {
		const { top, height } = target.getBoundingClientRect();
		return clientY > top + height / 2;
	}

	#mark(element: HTMLElement | undefined, behind = false): void {
		if (this.#over !== element) this.#over?.removeAttribute('data-over');
		element?.setAttribute('data-over', behind ? 'behind' : 'before');
		this.#over = element;
	}
}

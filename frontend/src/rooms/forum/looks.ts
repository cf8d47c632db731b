/** How long something is looked at before it counts as seen. */
const DWELL_MS = 400;

/** Notes what stood on a screen that somebody looked at: in view, long enough, while the page was visible. */
export class Looks {
	#timers = new Map<Element, ReturnType<typeof setTimeout>>();
	#inView = new Set<Element>();
	#observer: IntersectionObserver;

	constructor(private readonly saw: (element: HTMLElement) => void) {
		this.#observer = new IntersectionObserver((entries) => this.#moved(entries), { threshold: [0, 0.5, 1] });
	}

	/** Begins to look. Returns how to stop. */
	start(): () => void {
		const awake = () => this.#settle();
		document.addEventListener('visibilitychange', awake);
		return () => {
			document.removeEventListener('visibilitychange', awake);
			this.#observer.disconnect();
			for (const timer of this.#timers.values()) clearTimeout(timer);
		};
	}

	/** Looks at one thing on the page. Returns how to look away. */
	at(element: HTMLElement): () => void {
		this.#observer.observe(element);
		return () => {
			this.#observer.unobserve(element);
			this.#inView.delete(element);
			this.#wait(element, false);
		};
	}

	#moved(entries: IntersectionObserverEntry[]): void {
		for (const { target, boundingClientRect: box, intersectionRatio, rootBounds } of entries) {
			const height = rootBounds?.height ?? innerHeight;
			// Its end has been reached, or it is longer than the screen and fills the most of it.
			const ended = box.bottom > 0 && box.bottom <= height;
			const fills = box.top <= height / 2 && box.bottom >= height;
			if (intersectionRatio > 0 && (intersectionRatio >= 0.95 || ended || fills)) this.#inView.add(target);
			else this.#inView.delete(target);
		}
		this.#settle();
	}

	#settle(): void {
		const awake = document.visibilityState === 'visible';
		for (const element of this.#timers.keys())
			if (!awake || !this.#inView.has(element)) this.#wait(element, false);
		if (awake) for (const element of this.#inView) this.#wait(element, true);
	}

	#wait(element: Element, on: boolean): void {
		const waiting = this.#timers.get(element);
		if (on === (waiting !== undefined)) return;
		clearTimeout(waiting);
		this.#timers.delete(element);
		if (on)
			this.#timers.set(
				element,
				setTimeout(() => this.saw(element as HTMLElement), DWELL_MS)
			);
	}
}

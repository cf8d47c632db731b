/** The posts that a facilitator has chosen to move; not `on` while nobody chooses. */
export class Selection {
	#chosen = $state.raw<string[]>();

	get on(): boolean {
		return this.#chosen !== undefined;
	}

	get ids(): string[] {
		return this.#chosen ?? [];
	}

	begin(): void {
		this.#chosen ??= [];
	}

	end(): void {
		this.#chosen = undefined;
	}

	toggle(id: string): void {
		this.#chosen = this.ids.includes(id) ? this.ids.filter((one) => one !== id) : [...this.ids, id];
	}

	/** Posts that are not in the thread any more can not be chosen. */
	keep(there: string[]): void {
		if (this.ids.some((id) => !there.includes(id)))
			this.#chosen = this.ids.filter((id) => there.includes(id));
	}
}

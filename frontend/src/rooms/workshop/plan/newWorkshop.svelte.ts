import type { NewWorkshop, WorkshopTemplateName } from '$api/workshop';
import { words } from '$i18n/words.svelte';
import { momentOf } from '$i18n/zone';
import { newKey } from '$rooms/workshop/wall/key';
import { forget, recall, remember } from '$ui/keep';

const empty = {
	template: '' as WorkshopTemplateName | '',
	area: '',
	title: '',
	purpose: '',
	starts: '',
	place: '',
	link: '',
	phone: ''
};
export type Fields = typeof empty;

/** What a workshop is not planned without. */
export type NeededField = 'template' | 'area' | 'title';

/** What somebody plans a workshop with, kept in this browser until it is planned. */
export class NewDraft {
	fields = $state({ ...empty });
	#name: string;
	#key = newKey();
	/** The words that the key was made for. */
	#keyed = '';

	/** `place` is where it is planned: a thread's id, or nothing; `member` is who writes. */
	constructor(member: string, place = '') {
		this.#name = `workshop:${member}:${place}`;
		try {
			const kept = JSON.parse(recall(this.#name) ?? '{}') as Partial<Fields> & {
				key?: string;
				keyed?: string;
			};
			const { key, keyed, ...fields } = kept;
			this.fields = { ...empty, ...fields };
			if (key) this.#key = key;
			this.#keyed = keyed ?? '';
		} catch {
			// what was kept by another version is not what we can read
		}
	}

	get isEmpty(): boolean {
		return Object.entries(this.fields).every(([name, value]) => name === 'template' || value === '');
	}

	keep(): void {
		remember(this.#name, JSON.stringify({ ...this.fields, key: this.#key, keyed: this.#keyed }));
	}

	clear(): void {
		forget(this.#name);
		this.fields = { ...empty };
		this.#key = newKey();
		this.#keyed = '';
	}

	/** One key for the same words, however often they are sent, also after a reload; other words are another call. */
	keyOf(body: NewWorkshop): string {
		const said = JSON.stringify(body);
		if (this.#keyed !== said) this.#key = newKey();
		this.#keyed = said;
		this.keep();
		return this.#key;
	}

	/** What is still to be filled in, all of it at once; `template` is the one that counts, if one does. */
	lacks(thread: string | undefined, template: WorkshopTemplateName | undefined): NeededField[] {
		const { area, title } = this.fields;
		const filled = { template, area: thread ?? area, title: title.trim() };
		return (['template', 'area', 'title'] as const).filter((name) => !filled[name]);
	}

	/** What is sent; the server says what is wrong with it. */
	body(thread: string | undefined, firstPost: string, template: WorkshopTemplateName): NewWorkshop {
		const { area, title, purpose, starts, place, link, phone } = this.fields;
		return {
			...(thread ? { thread } : { area, text: purpose.trim() || firstPost }),
			template,
			title,
			purpose: purpose || undefined,
			lang: words.lang,
			starts_at: starts ? momentOf(starts, words.zone)?.toISOString() : undefined,
			place: place || undefined,
			link: link.trim() || undefined,
			phone: phone || undefined
		};
	}
}

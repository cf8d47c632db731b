import { forget, recall, remember } from './keep';

export type Theme = 'system' | 'light' | 'dark';

/** Light or dark: what the device says, unless something else was chosen in this browser. */
class Appearance {
	theme = $state<Theme>('system');

	/** Takes up the choice of an earlier visit. */
	begin(): void {
		const chosen = recall('theme');
		if (chosen === 'light' || chosen === 'dark') this.choose(chosen);
	}

	choose(theme: Theme): void {
		this.theme = theme;
		if (theme === 'system') {
			forget('theme');
			delete document.documentElement.dataset.theme;
		} else {
			remember('theme', theme);
			document.documentElement.dataset.theme = theme;
		}
	}
}

export const appearance = new Appearance();

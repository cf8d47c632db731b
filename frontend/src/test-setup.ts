import { cleanup } from '@testing-library/svelte';
import { afterEach, beforeAll } from 'vitest';
import { words } from '$i18n/words.svelte';

// What was refused is explained in words that a call waits for; no test's clock has to.
beforeAll(() => words.need('problem'));

// All test files share one document, so each test leaves it as it found it.
afterEach(() => {
	cleanup();
	localStorage.clear();
});

import { cleanup } from '@testing-library/svelte';
import { afterEach } from 'vitest';

// All test files share one document, so each test leaves it as it found it.
afterEach(() => {
	cleanup();
	localStorage.clear();
});

// Small choices that this browser remembers. Storage may be full, off or forbidden: then nothing is remembered.

const prefix = 'kraftsam:';

export function recall(name: string): string | null {
	try {
		return localStorage.getItem(prefix + name);
	} catch {
		return null;
	}
}

export function remember(name: string, value: string): void {
	try {
		localStorage.setItem(prefix + name, value);
	} catch {
		// nothing to do: the choice holds for this page
	}
}

export function forget(name: string): void {
	try {
		localStorage.removeItem(prefix + name);
	} catch {
		// as above
	}
}

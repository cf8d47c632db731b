/** Keeps the machine's screen on while the page is seen, where the browser lets it. Returns how to stop. */
export function stayAwake(): () => void {
	const stop = new AbortController();
	let lock: Promise<WakeLockSentinel | undefined> = Promise.resolve(undefined);
	const ask = () => {
		if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
		// Refused on a low battery: then the machine's own settings hold.
		lock = navigator.wakeLock.request('screen').catch(() => undefined);
	};
	// The browser lets go whenever the page is hidden.
	document.addEventListener('visibilitychange', ask, { signal: stop.signal });
	ask();
	return () => {
		stop.abort();
		void lock.then((held) => held?.release());
	};
}

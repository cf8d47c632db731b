/** Two soft notes, a fourth apart: pitch in hertz, and when each begins, in seconds. */
const notes = [
	{ pitch: 523.25, from: 0 },
	{ pitch: 698.46, from: 0.14 }
];
const LOUDNESS = 0.06;
const LENGTH_S = 0.5;
/** Tabs of one browser hear of the same thing within this time; one of them plays. */
const ONE_TAB_MS = 3_000;

/** Plays the sound; where the browser wants a press on the page first, nothing is heard. */
export async function chime(): Promise<void> {
	const context = new AudioContext();
	await context.resume();
	for (const { pitch, from } of notes) {
		const start = context.currentTime + from;
		const tone = new OscillatorNode(context, { frequency: pitch, type: 'sine' });
		const loudness = new GainNode(context, { gain: 0 });
		loudness.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
		loudness.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
		tone.connect(loudness).connect(context.destination);
		tone.start(start);
		tone.stop(start + LENGTH_S);
		tone.onended = () => from > 0 && void context.close();
	}
}

/** Plays it in one of the browser's tabs. */
export function chimeOnce(): void {
	const wait = () => new Promise((done) => setTimeout(done, ONE_TAB_MS));
	void navigator.locks?.request('kraftsam:notice-sound', { ifAvailable: true }, async (lock) => {
		if (!lock) return;
		await chime().catch(() => undefined);
		await wait();
	});
}

// Notices on this device: what the browser knows of it, what the server knows, and how one follows the other.
import { api, ask } from '$api/client';
import type { NoticeDevice } from '$api/notice';
import { dev } from '$app/environment';
import { workerAddress } from '$ui/html';
import { told } from './subscription';

/** Why this browser is not told. */
export type Hindrance = 'unable' | 'home' | 'denied' | 'unanswered' | 'unreachable';

/** What the browser did not do; the words stand in the catalogue. */
export class Hindered extends Error {
	constructor(readonly why: Hindrance) {
		super(why);
	}
}

const able = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** Apple's phones can be told only by an app on the home screen. */
const onlyFromHome = () => 'standalone' in navigator && navigator.standalone === false;

function bytes(text: string): Uint8Array<ArrayBuffer> {
	const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function equal(one: ArrayBuffer | null, other: Uint8Array): boolean {
	const seen = new Uint8Array(one ?? new ArrayBuffer(0));
	return seen.length === other.length && seen.every((byte, i) => byte === other[i]);
}

/** The devices of the member, and the one that they hold. */
export class Devices {
	list = $state.raw<NoticeDevice[]>([]);
	/** Whether the server sends to devices at all. */
	offered = $state(true);
	/** What keeps this browser from being told, as far as one sees without asking. */
	hindered = $state<Hindrance>();
	#subscribed = $state(false);
	#key = '';

	/** Whether the member is told here. */
	get on(): boolean {
		return this.#subscribed && this.current !== undefined;
	}

	get current(): NoticeDevice | undefined {
		return this.list.find((device) => device.current);
	}

	async load(): Promise<void> {
		const { items, key } = await ask(api.GET('/api/notices/devices'));
		this.#key = key ?? '';
		this.offered = key !== undefined;
		if (!able()) this.hindered = onlyFromHome() ? 'home' : 'unable';
		else if (Notification.permission === 'denied') this.hindered = 'denied';
		else this.hindered = undefined;
		this.#subscribed = able() && (await subscription()) !== null;
		this.list = items;
	}

	/** Asks the person, the browser and the server, in this order. Call it from a press: browsers ask only then. */
	async turnOn(preview: boolean): Promise<void> {
		if (!able()) throw new Hindered(onlyFromHome() ? 'home' : 'unable');
		const answer = await Notification.requestPermission();
		if (answer !== 'granted') throw new Hindered(answer === 'denied' ? 'denied' : 'unanswered');
		await this.#tell(await subscribe(this.#key), preview);
	}

	/** Says on this device what it is about, or only that there is something. */
	async choosePreview(preview: boolean): Promise<void> {
		await this.#tell(await subscribe(this.#key), preview);
	}

	/** Has one of the devices be told no more. */
	async remove(device: NoticeDevice): Promise<void> {
		await ask(api.DELETE('/api/notices/devices/{id}', { params: { path: { id: device.id } } }));
		if (device.current) {
			await (await subscription())?.unsubscribe();
			await (await navigator.serviceWorker?.getRegistration())?.unregister();
		}
		await this.load();
	}

	async #tell(subscribed: PushSubscription, preview: boolean): Promise<void> {
		await ask(api.PUT('/api/notices/devices/current', { body: { ...told(subscribed), preview } }));
		await this.load();
	}
}

async function subscription(): Promise<PushSubscription | null> {
	const registration = await navigator.serviceWorker.getRegistration();
	return (await registration?.pushManager.getSubscription()) ?? null;
}

/** The browser's subscription for the server's key: the one that there is, or a new one. */
async function subscribe(key: string): Promise<PushSubscription> {
	const wanted = bytes(key);
	await navigator.serviceWorker.register(workerAddress(), {
		type: dev ? 'module' : 'classic',
		updateViaCache: 'none'
	});
	const { pushManager } = await navigator.serviceWorker.ready;
	const there = await pushManager.getSubscription();
	if (there && equal(there.options.applicationServerKey, wanted)) return there;
	await there?.unsubscribe();
	try {
		return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
	} catch {
		throw new Hindered('unreachable');
	}
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Devices, Hindered } from './push.svelte';

const key = 'AQID';
const phone = {
	id: 'd1',
	name: 'Firefox Android',
	at: '2026-03-23T12:00:00.000Z',
	current: true,
	preview: false
};

/** A browser with a push service, and a server with one list. */
function surroundings(answer: NotificationPermission = 'granted') {
	const calls: string[] = [];
	const server = { items: [] as (typeof phone)[], key: key as string | undefined };
	const subscription = (bytes: number[]) => ({
		options: { applicationServerKey: new Uint8Array(bytes).buffer },
		toJSON: () => ({ endpoint: 'https://push.example/x', keys: { p256dh: 'P', auth: 'A' } }),
		unsubscribe: async () => {
			calls.push('unsubscribe');
			browser.subscription = null;
			return true;
		}
	});
	const browser: { subscription: ReturnType<typeof subscription> | null; fails?: boolean } = {
		subscription: null
	};
	const registration = {
		pushManager: {
			getSubscription: async () => browser.subscription,
			subscribe: async (options: { applicationServerKey: Uint8Array }) => {
				if (browser.fails) throw new DOMException('no service', 'AbortError');
				calls.push('subscribe');
				return (browser.subscription = subscription([...options.applicationServerKey]));
			}
		},
		unregister: async () => calls.push('unregister')
	};
	let registered = false;
	vi.stubGlobal('PushManager', class {});
	vi.stubGlobal('Notification', {
		permission: 'default',
		requestPermission: async () => {
			calls.push('ask');
			return answer;
		}
	});
	Object.defineProperty(navigator, 'serviceWorker', {
		configurable: true,
		value: {
			register: async (address: string) => {
				calls.push(`register ${address}`);
				registered = true;
				return registration;
			},
			ready: Promise.resolve(registration),
			getRegistration: async () => (registered ? registration : undefined)
		}
	});
	vi.stubGlobal('fetch', async (request: Request) => {
		const { pathname } = new URL(request.url);
		if (request.method === 'GET') return Response.json({ ...server, before: null, after: null });
		const body = request.method === 'PUT' ? ((await request.json()) as { preview?: boolean }) : undefined;
		calls.push([request.method, pathname, body && JSON.stringify(body)].filter(Boolean).join(' '));
		server.items = body ? [{ ...phone, preview: body.preview ?? false }] : [];
		return body ? Response.json(server.items[0]) : new Response(null, { status: 204 });
	});
	return { calls, server, browser, subscription };
}

beforeEach(() => vi.unstubAllGlobals());
afterEach(() => Reflect.deleteProperty(navigator, 'serviceWorker'));

const put = (preview: boolean) =>
	`PUT /api/notices/devices/current {"endpoint":"https://push.example/x","p256dh":"P","auth":"A","preview":${preview}}`;

test('looking asks nobody and registers nothing', async () => {
	const { calls } = surroundings();
	const devices = new Devices();
	await devices.load();
	expect(devices).toMatchObject({ on: false, offered: true, hindered: undefined });
	expect(calls).toEqual([]);
});

test('turned on, told more, turned off', async () => {
	const { calls } = surroundings();
	const devices = new Devices();
	await devices.load();
	await devices.turnOn(false);
	expect(calls).toEqual(['ask', 'register /service-worker.js', 'subscribe', put(false)]);
	expect(devices.on).toBe(true);
	calls.length = 0;
	await devices.choosePreview(true);
	expect(calls).toEqual(['register /service-worker.js', put(true)]);
	expect(devices.current?.preview).toBe(true);
	calls.length = 0;
	await devices.remove(devices.current!);
	expect(calls).toEqual(['DELETE /api/notices/devices/d1', 'unsubscribe', 'unregister']);
	expect(devices.on).toBe(false);
});

test.each([
	['denied', 'denied'],
	['default', 'unanswered']
] as const)('%s: the server hears nothing', async (answer, why) => {
	const { calls } = surroundings(answer);
	const devices = new Devices();
	await devices.load();
	await expect(devices.turnOn(false)).rejects.toEqual(new Hindered(why));
	expect(calls).toEqual(['ask']);
});

test('a push service that does not answer is said, and nothing is turned on', async () => {
	const { browser, calls } = surroundings();
	browser.fails = true;
	const devices = new Devices();
	await devices.load();
	await expect(devices.turnOn(false)).rejects.toEqual(new Hindered('unreachable'));
	expect(calls).not.toContain(put(false));
});

test('a subscription for another key is replaced', async () => {
	const { browser, calls, subscription } = surroundings();
	browser.subscription = subscription([9, 9]);
	const devices = new Devices();
	await devices.load();
	await devices.turnOn(false);
	expect(calls).toEqual(['ask', 'register /service-worker.js', 'unsubscribe', 'subscribe', put(false)]);
});

test('another session of this browser had turned it on: here it is off', async () => {
	const { server, browser, subscription } = surroundings();
	browser.subscription = subscription([1, 2, 3]);
	server.items = [{ ...phone, current: false }];
	const devices = new Devices();
	await devices.load();
	expect(devices.on).toBe(false);
});

test('a browser that cannot, and a place that does not', async () => {
	const { server } = surroundings();
	Reflect.deleteProperty(navigator, 'serviceWorker');
	server.key = undefined;
	const devices = new Devices();
	await devices.load();
	expect(devices).toMatchObject({ hindered: 'unable', offered: false });
	await expect(devices.turnOn(false)).rejects.toEqual(new Hindered('unable'));
});

// Shows what is sent while no page is open, and opens it when it is pressed. It keeps nothing and answers no requests: pages are
// always the server's. It is registered only where somebody asked for notices on their device.
import { leadsTo, lowering, readNote, shown, type Note } from '../rooms/push/note';
import { told } from '../rooms/push/subscription';

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

async function show(note: Note): Promise<void> {
	await worker.registration.showNotification(note.title, shown(note));
	await navigator.setAppBadge?.(note.unread).catch(() => undefined);
}

worker.addEventListener('push', (event) => event.waitUntil(show(readNote(event.data?.text()))));

/** Leads a page that is open to the thing, or opens one. */
async function open(address: string): Promise<void> {
	const pages = await worker.clients.matchAll({ type: 'window' });
	const there = pages.find((page) => page.url === address);
	const page = there ?? pages.find((page) => page.focused) ?? pages[0];
	const led = there ?? (await page?.navigate(address).catch(() => null));
	if (led) await led.focus().catch(() => undefined);
	else await worker.clients.openWindow(address);
}

/** One press for less of the like, without a page. */
async function lower(note: Note): Promise<void> {
	const done = await fetch(lowering(note), { method: 'PUT' }).catch(() => undefined);
	if (!done?.ok) return open(leadsTo({ ...note, href: '/account/notices' }, worker.location.origin));
	await worker.registration.showNotification(note.title, {
		...shown({ ...note, body: note.fewer_done, alert: false, fewer: '' }),
		silent: true
	});
}

worker.addEventListener('notificationclick', (event) => {
	event.notification.close();
	const note = event.notification.data as Note;
	event.waitUntil(event.action === 'fewer' ? lower(note) : open(leadsTo(note, worker.location.origin)));
});

/** The browser's maker gave this browser another address: the server is told. */
async function renew(old: PushSubscription | null, now: PushSubscription | null): Promise<void> {
	const key = old?.options.applicationServerKey ?? undefined;
	const found =
		now ??
		(key &&
			(await worker.registration.pushManager.subscribe({
				userVisibleOnly: true,
				applicationServerKey: key
			})));
	if (!found) return;
	await fetch('/api/notices/devices/current', {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(told(found))
	});
}

interface Change extends ExtendableEvent {
	oldSubscription: PushSubscription | null;
	newSubscription: PushSubscription | null;
}

worker.addEventListener('pushsubscriptionchange', (event) => {
	const change = event as Change;
	change.waitUntil(renew(change.oldSubscription, change.newSubscription));
});

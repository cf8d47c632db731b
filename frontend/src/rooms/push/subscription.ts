// What a browser's subscription is to the server. The service worker stands on this file, too.

/** A browser's subscription as the API takes it. */
export interface Told {
	endpoint: string;
	p256dh: string;
	auth: string;
}

/** What the server must know to send to this browser. */
export function told(subscription: PushSubscription): Told {
	const { endpoint, keys } = subscription.toJSON();
	return { endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' };
}

// A push service on this machine and the browser that it serves: it takes what is sent, and opens it as RFC 8291 has it.
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from '@playwright/test';

export interface PushService {
	endpoint: string;
	/** What came so far, opened. */
	sent: string[];
	close: () => void;
	/** Has the pages of a context subscribe here: a real service is on the net, where no test may go. */
	serve: (context: BrowserContext) => Promise<void>;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts);
}

export async function pushService(): Promise<PushService> {
	const own = createECDH('prime256v1');
	const key = own.generateKeys();
	const auth = randomBytes(16);
	const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
		Buffer.from(hkdfSync('sha256', secret, salt, info, length));

	function open(body: Buffer): string {
		const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
		const info = Buffer.concat([Buffer.from('WebPush: info\0'), key, theirs]);
		const secret = derive(own.computeSecret(theirs), auth, info, 32);
		const content = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
		const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
		const decipher = createDecipheriv('aes-128-gcm', content, nonce);
		decipher.setAuthTag(sealed.subarray(-16));
		const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
		return plain.subarray(0, plain.lastIndexOf(2)).toString();
	}

	const sent: string[] = [];
	const server = createServer((request, response) => {
		void bytesOf(request).then((body) => {
			sent.push(open(body));
			response.writeHead(201).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${randomBytes(9).toString('hex')}`;
	const words = { endpoint, p256dh: key.toString('base64url'), auth: auth.toString('base64url') };

	return {
		endpoint,
		sent,
		close: () => server.close(),
		serve: (context) =>
			context.addInitScript((told) => {
				const kept = 'test:subscribed';
				const subscription = (applicationServerKey: unknown) => ({
					endpoint: told.endpoint,
					options: { userVisibleOnly: true, applicationServerKey },
					toJSON: () => ({ endpoint: told.endpoint, keys: { p256dh: told.p256dh, auth: told.auth } }),
					unsubscribe: async () => {
						localStorage.removeItem(kept);
						return true;
					}
				});
				Object.assign(PushManager.prototype, {
					async subscribe(options: PushSubscriptionOptionsInit) {
						const asked = new Uint8Array(options.applicationServerKey as Uint8Array<ArrayBuffer>);
						localStorage.setItem(kept, JSON.stringify([...asked]));
						return subscription(asked.buffer);
					},
					async getSubscription() {
						const asked = localStorage.getItem(kept);
						return asked && subscription(new Uint8Array(JSON.parse(asked) as number[]).buffer);
					}
				});
			}, words)
	};
}

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BINARY = resolve(import.meta.dirname, '../../bin/kraftsam');

/** Starts the built product on SQLite in a new folder, unless nodes run already. Returns how to stop it. */
export default async function product(): Promise<(() => Promise<void>) | undefined> {
	if (process.env.E2E_OWN !== 'on') return undefined;
	return startProduct(process.env.E2E_URL ?? '');
}

/** Starts a product at an address, with further settings where a story needs them. Returns how to stop it. */
export async function startProduct(
	url: string,
	settings: Record<string, string> = {}
): Promise<() => Promise<void>> {
	const room = mkdtempSync(join(tmpdir(), 'kraftsam-e2e-'));
	const env = {
		PATH: process.env.PATH,
		HOME: process.env.HOME,
		KRAFTSAM_ADDR: `127.0.0.1:${new URL(url).port}`,
		KRAFTSAM_URL: url,
		KRAFTSAM_DATABASE_URL: `sqlite:${join(room, 'kraftsam.db')}`,
		KRAFTSAM_DATA_DIR: join(room, 'data'),
		KRAFTSAM_DEMO: 'on',
		KRAFTSAM_REGISTRATION: 'open',
		KRAFTSAM_RATE_LIMITS: 'off',
		KRAFTSAM_PUSH_GRACE: '5s',
		...settings
	};
	for (const args of [['migrate'], ['seed', '--demo']]) {
		const done = spawnSync(BINARY, args, { env, encoding: 'utf8' });
		if (done.status !== 0)
			throw new Error(`kraftsam ${args.join(' ')}: ${done.stderr || done.error?.message}`);
	}
	const node = spawn(BINARY, ['serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	node.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
	const ended = new Promise<void>((resolve) => node.once('exit', () => resolve()));
	await ready(url, () => node.exitCode !== null).catch((error: unknown) => {
		node.kill();
		throw new Error(`${String(error)}\n${said}`);
	});
	return async () => {
		node.kill('SIGTERM');
		await ended;
		rmSync(room, { recursive: true, force: true });
	};
}

/** Waits until the node says that it can be used. */
async function ready(url: string, ended: () => boolean): Promise<void> {
	const until = Date.now() + 30_000;
	while (Date.now() < until && !ended()) {
		const answer = await fetch(`${url}/readyz`).catch(() => undefined);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('the product did not get ready');
}

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A port that nobody uses. */
export function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});
}

const BINARY = resolve(import.meta.dirname, '../../bin/kraftsam');

/** Starts the built product on SQLite in a new folder, unless nodes run already. Returns how to stop it. */
export default async function product(): Promise<(() => Promise<void>) | undefined> {
	if (process.env.E2E_OWN !== 'on') return undefined;
	return startProduct(process.env.E2E_URL ?? '');
}

/** A product of a story's own. */
export interface Product {
	/** Ends a node as a power cut does: it writes nothing down and says goodbye to nobody. */
	kill(node: number): Promise<void>;
	/** Starts a node that was killed again, at its port. */
	start(node: number): Promise<void>;
	stop(): Promise<void>;
}

/** Starts a product at an address, with further settings where a story needs them. Returns how to stop it. */
export async function startProduct(
	url: string,
	settings: Record<string, string> = {}
): Promise<() => Promise<void>> {
	const { stop } = await startNodes(url, [Number(new URL(url).port)], settings);
	return stop;
}

/** Starts a product with a node at each port: one alone on SQLite, several on the PostgreSQL and the Redis of the tests. */
export async function startNodes(
	url: string,
	ports: number[],
	settings: Record<string, string> = {}
): Promise<Product> {
	const room = mkdtempSync(join(tmpdir(), 'kraftsam-e2e-'));
	const env = {
		PATH: process.env.PATH,
		HOME: process.env.HOME,
		KRAFTSAM_URL: url,
		KRAFTSAM_DATA_DIR: join(room, 'data'),
		KRAFTSAM_DEMO: 'on',
		KRAFTSAM_REGISTRATION: 'open',
		KRAFTSAM_RATE_LIMITS: 'off',
		KRAFTSAM_PUSH_GRACE: '5s',
		...(ports.length > 1
			? shared(`kraftsam_story_${ports[0]}`)
			: { KRAFTSAM_DATABASE_URL: `sqlite:${join(room, 'kraftsam.db')}` }),
		...settings
	};
	for (const args of [['migrate'], ['seed', '--demo']]) run(BINARY, args, env);
	const running: ((signal: NodeJS.Signals) => Promise<void>)[] = [];
	const product: Product = {
		async start(node) {
			running[node] = await serve(ports[node]!, env);
		},
		kill: async (node) => running[node]?.('SIGKILL'),
		async stop() {
			await Promise.all(running.map((end) => end('SIGTERM')));
			rmSync(room, { recursive: true, force: true });
		}
	};
	for (const node of ports.keys()) await product.start(node);
	return product;
}

type Environment = Record<string, string | undefined>;

function run(program: string, args: string[], env: Environment): void {
	const done = spawnSync(program, args, { env, encoding: 'utf8' });
	if (done.status !== 0)
		throw new Error(`${program} ${args.join(' ')}: ${done.stderr || done.error?.message}`);
}

/** A database of its own beside those of the other products; they share the Redis. */
function shared(name: string): Record<string, string> {
	const { KRAFTSAM_TEST_POSTGRES: postgres, KRAFTSAM_TEST_REDIS: redis } = process.env;
	if (!postgres || !redis) throw new Error('several nodes need .ci/servers');
	run('psql', ['-qd', postgres, '-c', `CREATE DATABASE ${name}`], process.env);
	const database = new URL(postgres);
	database.pathname = name;
	return { KRAFTSAM_DATABASE_URL: database.href, KRAFTSAM_REDIS_URL: redis };
}

/** Starts a node. Returns how to end it. */
async function serve(port: number, env: Environment): Promise<(signal: NodeJS.Signals) => Promise<void>> {
	const node = spawn(BINARY, ['serve'], {
		env: { ...env, KRAFTSAM_ADDR: `127.0.0.1:${port}` },
		stdio: ['ignore', 'ignore', 'pipe']
	});
	let said = '';
	node.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
	const ended = new Promise<void>((resolve) => node.once('exit', () => resolve()));
	await ready(`http://127.0.0.1:${port}`, () => node.exitCode !== null).catch((error: unknown) => {
		node.kill();
		throw new Error(`${String(error)}\n${said}`);
	});
	return (signal) => {
		node.kill(signal);
		return ended;
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

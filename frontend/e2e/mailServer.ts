// A mail server on this machine: it takes what the product sends, by the words of RFC 5321, and reads it as a mail program does.
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface Mail {
	to: string;
	headers: Record<string, string>;
	text: string;
	html: string;
}

export interface MailServer {
	url: string;
	/** What came so far. */
	taken: Mail[];
	/** Recipients that it does not know. */
	unknown: Set<string>;
	close: () => void;
}

function headersOf(head: string): Record<string, string> {
	const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
	return Object.fromEntries(
		lines.map((line) => [
			line.slice(0, line.indexOf(':')).toLowerCase(),
			line.slice(line.indexOf(':') + 1).trim()
		])
	);
}

/** Quoted-printable and UTF-8, which is all that the product writes. */
function decoded(words: string): string {
	const plain = words.replace(/=\r\n/g, '');
	const bytes = plain.replace(/=([0-9A-F]{2})/g, (_, code: string) =>
		String.fromCharCode(parseInt(code, 16))
	);
	return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}

function cut(part: string): [string, string] {
	const at = part.indexOf('\r\n\r\n');
	return [part.slice(0, at), part.slice(at + 4)];
}

/** Takes the words out of a letter or a part of one, which may have parts itself; files, such as the one for the calendar, stay where they are. */
function take(mail: Mail, whole: string): void {
	const [head, body] = cut(whole);
	const { 'content-type': type = 'text/plain', 'content-disposition': how = '' } = headersOf(head);
	const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
	if (boundary) {
		for (const part of body.split(`--${boundary}`).slice(1, -1)) take(mail, part.replace(/^\r\n/, ''));
	} else if (how.startsWith('attachment')) return;
	else if (type.startsWith('text/html')) mail.html = decoded(body);
	else if (type.startsWith('text/plain')) mail.text = decoded(body);
}

function read(to: string, whole: string): Mail {
	const mail: Mail = { to, headers: headersOf(cut(whole)[0]), text: '', html: '' };
	take(mail, whole);
	return mail;
}

export async function mailServer(): Promise<MailServer> {
	const taken: Mail[] = [];
	const unknown = new Set<string>();

	function serve(socket: Socket): void {
		let waiting = '';
		let to = '';
		let inside = false;
		const say = (line: string) => socket.write(`${line}\r\n`);
		const answer = (line: string): void => {
			const word = line.slice(0, 4).toUpperCase();
			if (word === 'EHLO') say('250-box.example\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES');
			else if (word === 'RCPT') {
				to = /<(.*)>/.exec(line)?.[1] ?? '';
				say(unknown.has(to) ? `550 5.1.1 <${to}>: there is no such mailbox` : '250 2.1.5 ok');
			} else if (word === 'DATA') {
				inside = true;
				say('354 go on');
			} else if (word === 'QUIT') socket.end('221 2.0.0 bye\r\n');
			else say('250 2.0.0 ok');
		};
		socket.on('error', () => undefined);
		socket.on('data', (bytes) => {
			waiting += bytes.toString('latin1');
			for (;;) {
				const end = inside ? waiting.indexOf('\r\n.\r\n') : waiting.indexOf('\r\n');
				if (end < 0) return;
				const piece = waiting.slice(0, end);
				waiting = waiting.slice(end + (inside ? 5 : 2));
				if (!inside) {
					answer(piece);
					continue;
				}
				inside = false;
				taken.push(read(to, piece.replace(/^\.\./gm, '.')));
				say('250 2.0.0 taken');
			}
		});
		say('220 box.example');
	}

	const server = createServer(serve).listen(0, '127.0.0.1');
	await new Promise((listening) => server.once('listening', listening));
	const { port } = server.address() as AddressInfo;
	return { url: `smtp://127.0.0.1:${port}`, taken, unknown, close: () => void server.close() };
}

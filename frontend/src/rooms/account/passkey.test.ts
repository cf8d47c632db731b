import { expect, test } from 'vitest';
import { readCreation, readRequest, written } from './passkey';

const buffer = (...values: number[]) => new Uint8Array(values).buffer;
const numbers = (source: BufferSource | undefined) => [...new Uint8Array(source as ArrayBuffer)];

test('what is bytes comes as text that any address can hold', () => {
	const options = readCreation({
		challenge: '-_8',
		user: { id: 'AQI', name: 'ada@kommun.example' },
		excludeCredentials: [{ type: 'public-key', id: 'Aw' }],
		timeout: 1000
	});
	expect(numbers(options.challenge)).toEqual([251, 255]);
	expect(numbers(options.user.id)).toEqual([1, 2]);
	expect(options.user.name).toBe('ada@kommun.example');
	expect(numbers(options.excludeCredentials?.[0]?.id)).toEqual([3]);
	expect(options.timeout).toBe(1000);
});

test('a sign-in may name no passkey: the person chooses', () => {
	const options = readRequest({ challenge: 'AQ', rpId: 'site.example' });
	expect(options.allowCredentials).toBeUndefined();
	expect(options.rpId).toBe('site.example');
});

test('the answer is written without padding, and without what is not there', () => {
	const credential = {
		id: '-_8',
		rawId: buffer(251, 255),
		type: 'public-key',
		authenticatorAttachment: null,
		getClientExtensionResults: () => ({}),
		response: {
			clientDataJSON: buffer(1),
			authenticatorData: buffer(2),
			signature: buffer(3),
			userHandle: null
		}
	};
	expect(written(credential as unknown as PublicKeyCredential)).toEqual({
		id: '-_8',
		rawId: '-_8',
		type: 'public-key',
		clientExtensionResults: {},
		response: { clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: 'Aw' }
	});
});

import { expect, test, vi } from 'vitest';
import { fakeLive } from './fakeSocket';
import { Sharing } from './sharing';

const topic = 'member:m1';

function setUp() {
	const around = fakeLive();
	const sharing = new Sharing(around.client);
	const ears = [1, 2].map(() => ({ event: vi.fn(), standing: vi.fn() }));
	return { ...around, sharing, one: ears[0]!, other: ears[1]! };
}

const event = (seq: number) => ({ topic, seq, type: 'notice.added', at: '', data: {} });

test('two parts of a page hear one topic over one subscription', () => {
	const { sharing, socket, one, other } = setUp();
	sharing.hear(topic, one);
	const stop = sharing.hear(topic, other);
	socket().open();
	socket().accept(4);
	socket().say(event(5));
	expect(socket().sent.filter(({ op }) => op === 'subscribe')).toHaveLength(1);
	for (const ear of [one, other]) {
		expect(ear.standing).toHaveBeenCalledOnce();
		expect(ear.event).toHaveBeenCalledOnce();
	}
	stop();
	socket().say(event(6));
	expect(one.event).toHaveBeenCalledTimes(2);
	expect(other.event).toHaveBeenCalledOnce();
});

test('who comes later is told at once that the subscription stands', () => {
	const { sharing, socket, one, other } = setUp();
	sharing.hear(topic, one);
	socket().open();
	socket().accept(4);
	sharing.hear(topic, other);
	expect(other.standing).toHaveBeenCalledOnce();
	expect(one.standing).toHaveBeenCalledOnce();
});

test('the last one to leave ends the subscription', () => {
	const { sharing, socket, one, other } = setUp();
	const leave = [sharing.hear(topic, one), sharing.hear(topic, other)];
	socket().open();
	socket().accept(4);
	leave[0]!();
	expect(socket().sent.some(({ op }) => op === 'unsubscribe')).toBe(false);
	leave[1]!();
	expect(socket().last('unsubscribe')).toMatchObject({ topic });
});

test('after a reset everybody reads again and events go on', () => {
	const { sharing, socket, one } = setUp();
	sharing.hear(topic, one);
	socket().open();
	socket().accept(4);
	socket().say({ topic, reset: true, seq: 90, epoch: 'e2' });
	socket().accept(90, 'e2');
	expect(one.standing).toHaveBeenCalledTimes(2);
	socket().say(event(91));
	expect(one.event).toHaveBeenCalledOnce();
});

test('a refused subscription is asked for anew by the next who wants to hear', () => {
	const { sharing, socket, one, other } = setUp();
	sharing.hear(topic, one);
	socket().open();
	const { id } = socket().last('subscribe');
	socket().say({ id, ok: false, topic, problem: { status: 404, code: 'topic_unknown' } });
	sharing.hear(topic, other);
	socket().accept(4);
	expect(other.standing).toHaveBeenCalledOnce();
});

import type { BrowserContext, Page, Worker } from '@playwright/test';
import { started, windowed } from './chromium';
import { findings, newcomer, password } from './door';
import { pushService } from './pushService';
import { address, api, expect, looks, test } from './village';

test.use({ launchOptions: { ...started(), executablePath: windowed } });

/** Where notices on devices are turned on. */
const settings = '/account/notices';

/** A new member, signed in, who wants no quiet hours: the clock of the tests may stand at night. */
async function member(page: Page): Promise<string> {
	const email = await newcomer(page);
	const headers = { origin: address };
	expect((await page.request.post('/api/session', { data: { email, password }, headers })).status()).toBe(
		200
	);
	const quiet = { from: '00:00', to: '00:00', weekends: false };
	const wish = await page.request.patch('/api/notices/settings', { data: { quiet }, headers });
	expect(wish.status()).toBe(200);
	const { member } = (await (await page.request.get('/api/session')).json()) as { member: { id: string } };
	return member.id;
}

const allow = (context: BrowserContext) => context.grantPermissions(['notifications'], { origin: address });

const part = (page: Page) => page.locator('#push');
const turnOn = (page: Page) => page.getByRole('button', { name: 'Slå på notiser här' });

/** The service worker of the site. */
async function workerOf(context: BrowserContext): Promise<Worker> {
	return context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
}

/** Has the browser be sent something, as its maker's push service would. */
async function deliver(page: Page, data: string): Promise<void> {
	await expect
		.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state))
		.toBe('activated');
	const devtools = await page.context().newCDPSession(page);
	const registration = new Promise<string>((resolve) =>
		devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			const found = registrations.find(({ scopeURL, isDeleted }) => !isDeleted && scopeURL === `${address}/`);
			if (found) resolve(found.registrationId);
		})
	);
	await devtools.send('ServiceWorker.enable');
	const registrationId = await registration;
	await devtools.send('ServiceWorker.deliverPushMessage', { origin: address, registrationId, data });
}

/** What the device shows. */
const shown = (page: Page) =>
	page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		const all = (await registration?.getNotifications()) ?? [];
		return all.map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
	});

/** Presses what the device shows; nobody but a person can do that, so the worker is told that somebody did. */
async function press(worker: Worker, action = ''): Promise<void> {
	await worker.evaluate(async (action) => {
		const scope = self as unknown as ServiceWorkerGlobalScope;
		const [notification] = await scope.registration.getNotifications();
		const event = new NotificationEvent('notificationclick', { notification: notification!, action });
		const work: Promise<unknown>[] = [];
		Object.defineProperty(event, 'waitUntil', { value: (one: Promise<unknown>) => work.push(one) });
		scope.dispatchEvent(event);
		await Promise.all(work);
	}, action);
}

test('a mention reaches the device when its page is closed, and leads to the post', async ({
	page,
	context
}) => {
	test.setTimeout(240_000);
	const service = await pushService();
	await service.serve(context);
	await allow(context);
	const id = await member(page);
	await page.goto(settings);
	await turnOn(page).click();
	await expect(part(page).getByText('Notiser är på i den här webbläsaren.')).toBeVisible();
	await expect(part(page).getByRole('listitem')).toHaveCount(1);
	await page.goto('about:blank');

	const words = { title: 'Känslig rubrik', text: `Vad säger du, [@Nya Demosson](member:${id})?` };
	await (await api('gunilla')).post('/api/areas/upplevelser/threads', words);
	await expect.poll(() => service.sent.length, { timeout: 180_000 }).toBe(1);
	service.close();
	const sent = service.sent[0]!;
	expect(sent).not.toContain('Känslig');

	await page.goto('/areas');
	await deliver(page, sent);
	await expect
		.poll(() => shown(page))
		.toMatchObject([{ title: 'Något nytt i Kraftsam', body: 'Du nämns', lang: 'sv' }]);
	const worker = await workerOf(context);
	await press(worker);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Känslig rubrik');
	expect(await shown(page)).toEqual([]);

	await deliver(page, sent);
	await expect.poll(async () => (await shown(page)).length).toBe(1);
	await press(worker, 'fewer');
	await expect.poll(() => shown(page)).toMatchObject([{ body: 'Du får färre sådana notiser.' }]);
	const { kinds } = (await (await page.request.get('/api/notices/settings')).json()) as {
		kinds: { kind: string; push: boolean }[];
	};
	expect(kinds.find(({ kind }) => kind === 'mention')?.push).toBe(false);
});

test('nothing is asked before somebody presses, and it can be turned off', async ({ page, context }) => {
	const service = await pushService();
	await service.serve(context);
	await allow(context);
	await member(page);
	await page.goto(settings);
	await expect(turnOn(page)).toBeVisible();
	expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
	await turnOn(page).focus();
	await page.keyboard.press('Enter');
	const more = part(page).getByRole('checkbox', { name: /Visa vad det gäller/ });
	await expect(more).not.toBeChecked();
	await more.check();
	await page.reload();
	await expect(more).toBeChecked();
	await part(page)
		.getByRole('button', { name: /Sluta skicka notiser till/ })
		.click();
	await expect(turnOn(page)).toBeVisible();
	await expect(part(page).getByRole('listitem')).toHaveCount(0);
	await expect
		.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
		.toBe(0);
	service.close();
});

test('a browser that lets nothing through says how to change that', async ({ page }) => {
	await member(page);
	await page.goto(settings);
	await page.evaluate(() => {
		Notification.requestPermission = () => Promise.resolve('denied');
	});
	await turnOn(page).click();
	await expect(part(page).getByText(/Webbläsaren släpper inte fram notiser/)).toBeVisible();
	await expect(part(page).getByRole('listitem')).toHaveCount(0);
});

test('what cannot be read is shown as something new all the same', async ({ page, context }) => {
	const service = await pushService();
	await service.serve(context);
	await allow(context);
	await member(page);
	await page.goto(settings);
	await turnOn(page).click();
	await expect(part(page).getByText('Notiser är på i den här webbläsaren.')).toBeVisible();
	// A push message may be lost on its way to a worker that just began; a second one takes the place of the first.
	await expect(async () => {
		await deliver(page, '<b>x');
		const one = [{ title: 'Kraftsam', tag: 'kraftsam' }];
		await expect.poll(() => shown(page), { timeout: 3_000 }).toMatchObject(one);
	}).toPass();
	service.close();
});

for (const { theme, lang } of looks) {
	for (const viewport of [
		{ width: 1280, height: 800 },
		{ width: 360, height: 740 }
	]) {
		test.describe(`${theme}, ${lang}, ${viewport.width} wide`, () => {
			test.use({ colorScheme: theme, locale: lang === 'sv' ? 'sv-SE' : 'en-GB', viewport });

			test('the settings of the device are for everybody', async ({ page, context }) => {
				const service = await pushService();
				await service.serve(context);
				await allow(context);
				await context.addInitScript((chosen) => {
					if (location.protocol !== 'about:') localStorage.setItem('kraftsam:lang', chosen);
				}, lang);
				await member(page);
				await page.goto(settings);
				await part(page).getByRole('button').first().click();
				await expect(part(page).getByRole('listitem')).toHaveCount(1);
				expect(await findings(page, '#push')).toEqual([]);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				expect(wide).toBeLessThanOrEqual(0);
				service.close();
			});
		});
	}
}

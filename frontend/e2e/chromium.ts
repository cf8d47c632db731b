/**
 * Chromium draws the list under its address bar as pages of its own, anew for every window: a second of work that no story sees.
 * The option takes the place of the one that Playwright gives, so what stands there is said again.
 */
const withoutFeatures = [
	'WebUIOmniboxPopup',
	'WebUIOmniboxAimPopup',
	'AimEnabled',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsFirstBalancedModeAutoEnable',
	'HttpsUpgrades',
	'LensOverlay',
	'MediaRouter',
	'NetworkTimeServiceQuerying',
	'OptimizationHints',
	'PaintHolding',
	'PreconnectToSearch',
	'ThirdPartyStoragePartitioning'
];

/** Debian's Chromium, and the one of it without windows, which does a page for half the work but takes no push messages. */
export const windowed = process.env.CHROMIUM ?? '/usr/bin/chromium';
const windowless = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

/** How the stories' browser is started. */
export const started = (...more: string[]) => ({
	executablePath: windowless,
	args: [
		'--no-sandbox',
		'--disable-dev-shm-usage',
		`--disable-features=${withoutFeatures.join(',')}`,
		...more
	]
});

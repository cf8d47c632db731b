import { beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
	vi.resetModules();
	document.body.innerHTML = '';
});

async function shellWith(text: string): Promise<typeof import('./shell')> {
	document.body.innerHTML = '<div id="shell"><h1>A</h1></div>';
	const data = document.createElement('script');
	data.id = 'shell-data';
	data.type = 'application/json';
	data.textContent = text;
	document.body.append(data);
	return import('./shell');
}

test('a part is taken once, and only at its own address', async () => {
	const { takeFromShell } = await shellWith('{"path":"/threads/1","thread":{"id":"1"}}');
	expect(takeFromShell('thread', '/threads/2')).toBeUndefined();
	expect(takeFromShell('thread', '/threads/1')).toEqual({ id: '1' });
	expect(takeFromShell('thread', '/threads/1')).toBeUndefined();
});

test('a page without data, or with broken data, has nothing to take', async () => {
	expect((await shellWith('{"path":"/th')).takeFromShell('thread')).toBeUndefined();
	vi.resetModules();
	document.body.innerHTML = '';
	expect((await import('./shell')).takeFromShell('thread')).toBeUndefined();
});

test('the readable copy goes when the page stands', async () => {
	const { removeShell } = await shellWith('{}');
	removeShell();
	expect(document.body.textContent).toBe('');
});

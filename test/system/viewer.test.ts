/** The dashboard of a person who may only look: a daemon with tokens, a virtual rig, a real browser. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseHostPort } from '../../host/bus/connection.js';
import { Daemon } from '../../host/daemon/daemon.js';
import { MemoryStore } from '../../host/record/memory.js';
import { BROWSER, startBrowser } from '../browser.js';
import type { OpenRig } from './rig-here.js';
import { openRig } from './rig-here.js';

const PATIENCE_MS = 30_000;
const VIEWER = 'a-token-of-24-characters.v';
const OPERATOR = 'a-token-of-24-characters.o';

describe.skipIf(BROWSER === undefined)('the dashboard with tokens (needs Chromium)', () => {
  let rig: OpenRig;
  let daemon: Daemon;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    rig = await openRig({ speed: 1 });
    const tokens = join(mkdtempSync(join(tmpdir(), 'liquidus-tokens-')), 'tokens');
    writeFileSync(tokens, `viewer control-room ${VIEWER}\noperator night-shift ${OPERATOR}\n`, { mode: 0o600 });
    const { host, port } = parseHostPort(rig.tcp);
    daemon = new Daemon({
      lines: [{ connection: { kind: 'tcp', host, port }, units: [{ id: 'cell', title: 'Cell', address: 1, intervalMs: 250 }] }],
      listen: { host: '127.0.0.1', port: 0 },
      store: new MemoryStore(),
      access: { tokens },
      web: join(import.meta.dirname, '..', '..', 'dist', 'host', 'web'),
      version: 'test',
    });
    url = await daemon.start();
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await daemon.stop();
    await rig.close();
  }, 60_000);

  async function signedIn(token: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByRole('dialog').getByLabel('Token').fill(token, { timeout: PATIENCE_MS });
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    return page;
  }

  it('lets nobody in without a token that it knows', async () => {
    const page = await signedIn('a-token-that-nobody-knows');
    await page.getByRole('dialog').getByText('not known to the daemon').waitFor({ timeout: PATIENCE_MS });
    expect(await page.locator('#state').textContent()).not.toContain('cold');
    await page.close();
  }, 60_000);

  it('shows a viewer the values, offers no command and says so, and refuses one that is sent all the same', async () => {
    const page = await signedIn(VIEWER);
    await page.locator('#state').filter({ hasText: 'cold' }).waitFor({ timeout: PATIENCE_MS });
    await page.locator('#who').filter({ hasText: 'control-room, viewer' }).waitFor({ timeout: PATIENCE_MS });
    await page.getByText('You may look. Commands need the role operator').waitFor({ timeout: PATIENCE_MS });
    expect(await page.locator('#commands button').count()).toBe(0);
    const send = `fetch('/api/v1/commands', { method: 'POST', headers: { 'content-type': 'application/json',
      authorization: 'Bearer ' + sessionStorage.getItem('liquidus.token') }, body: JSON.stringify({ command: 'start' }) })
      .then(async (answer) => [answer.status, (await answer.json()).error.message])`;
    expect(await page.evaluate(send)).toEqual([403, 'start needs the role operator, and you are viewer; sign in with a token of that role.']);
    expect(await page.locator('#state').textContent()).toContain('cold');
    await page.close();
  }, 60_000);

  it('does what an operator sends', async () => {
    const page = await signedIn(OPERATOR);
    await page.getByRole('button', { name: 'Start', exact: true }).click({ timeout: PATIENCE_MS });
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.locator('#state').filter({ hasText: 'warm up' }).waitFor({ timeout: PATIENCE_MS });
    await page.close();
  }, 60_000);
});

/**
 * The commissioning page in a real browser, with a board behind stand-ins for Web Serial and Web Bluetooth. The board's console and Storage are emulated; its program
 * runs in the emulator, where the daemon sees it over Modbus. With `LIQUIDUS_ESPRUINO` the board is the real interpreter.
 */
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Rig } from '../../hil/rig/rig.js';
import { openModbusTcp } from '../../hil/rig/servers.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { findInterpreter, interpreterNamed } from '../../hil/target/espruino/interpreter.js';
import { Daemon } from '../../host/daemon/daemon.js';
import { parseBackup } from '../../host/flash/backup.js';
import { MemoryStore } from '../../host/record/memory.js';
import { BROWSER, startBrowser } from '../browser.js';
import { programText, recordOf } from '../host/flash/bench.js';
import { FakeBoard } from '../host/flash/fake-board.js';
import { chipWith, LinuxBoard } from '../host/flash/linux-board.js';
import { ownFile } from '../host/flash/slot.js';
import { plugIn } from '../web-devices.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist');
const PATIENCE_MS = 40_000;
const OLD = programText('old', 900);
const built = builtBundle('pico');
/** The file of the parameters as the board holds it. */
const PARAMETERS = ownFile();

/** A TCP port that nobody listens on yet. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe.skipIf(BROWSER === undefined)('the commissioning page (needs Chromium)', () => {
  let daemon: Daemon;
  let url: string;
  let browser: Browser;
  let page: Page;
  let board: FakeBoard;
  let console: number;
  let endRig = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    expect(existsSync(join(DIST, 'host/web/commission.js')), 'the page is built').toBe(true);
    const modbus = await freePort();
    daemon = new Daemon({
      lines: [
        { connection: { kind: 'tcp', host: '127.0.0.1', port: modbus }, units: [{ id: 'new', title: 'The new board', address: 1, intervalMs: 250 }] },
      ],
      listen: { host: '127.0.0.1', port: 0 },
      store: new MemoryStore(),
      access: {},
      web: join(DIST, 'host', 'web'),
      firmware: join(DIST, 'firmware'),
      version: 'test',
    });
    url = await daemon.start();
    browser = await startBrowser();
    // The board's new program: the bundle on the emulator, behind the daemon's line.
    startRig = async () => {
      const rig = Rig.create({ speed: 1, plant: {}, blank: true });
      const door = await openModbusTcp(rig, '127.0.0.1', modbus);
      rig.start();
      endRig = async () => {
        await door.close();
        rig.close();
      };
    };
  }, 60_000);
  let startRig: () => Promise<void>;
  afterAll(async () => {
    await browser.close();
    await daemon.stop();
    await endRig();
  }, 60_000);
  beforeEach(async () => {
    board = await new FakeBoard().open();
    console = board.port;
    board.storage.write('.bootcde', OLD);
    board.storage.write('lqsha', recordOf(OLD));
    board.storage.write('lqp', PARAMETERS);
    board.powerUp();
    board.locked = false;
    page = await browser.newPage({ viewport: { width: 1000, height: 1300 } });
    await plugIn(page, () => console);
    await page.goto(`${url}commission.html`);
  }, 60_000);
  afterEach(async () => {
    await page.close();
    board.close();
    expect(board.sins).toEqual([]);
  });

  const text = (id: string): Promise<string | null> => page.locator(`#${id}`).textContent();
  const says = (id: string, what: string | RegExp): Promise<void> =>
    page.locator(`#${id}`).filter({ hasText: what }).waitFor({ timeout: PATIENCE_MS });
  const connect = (way = 'USB'): Promise<void> => page.getByRole('button', { name: way }).click();

  it('identifies a board, uploads, verifies the hash and shows the first snapshot of the new program', async () => {
    board.program = (code) => {
      if (code !== built.text) return false;
      void startRig();
      return true;
    };
    await connect();
    await says('connect-result', 'Connected over Web Serial');
    expect(await text('board')).toMatch(/BoardPICO_R1_3.*5100 variables.*a program of 900 bytes/);
    await says('fit', `SHA-256 ${built.sha256}`);
    await page.locator('#witness').selectOption('new');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Put the program on the board' }).click();
    await page.getByRole('button', { name: 'Put it on the board' }).click();
    const backup = await download;
    await says('first', /State \S+.*, \d+ s after its start/);
    expect(await text('log')).toContain(`Verified: length, CRC-32 and hash read back from flash, SHA-256 ${built.sha256}`);
    expect(board.storage.read('.bootcde')).toBe(built.text);
    expect(board.storage.read('lqsha')).toBe(recordOf(built.text));
    expect(board.storage.read('lqp')).toBe(PARAMETERS);
    const kept = parseBackup(readFileSync(await backup.path(), 'utf8'));
    expect(Buffer.from(kept.get('.bootcde') ?? []).toString('latin1')).toBe(OLD);
    expect(Buffer.from(kept.get('lqp') ?? []).toString('latin1')).toBe(PARAMETERS);
    expect(await page.locator('#values dd').count()).toBeGreaterThan(2);
  }, 120_000);

  it('does the same over Bluetooth, in values of at most twenty bytes, and comes back after the radio was lost', async () => {
    await connect('Bluetooth');
    await says('connect-result', 'Connected over Web Bluetooth');
    await says('fit', `SHA-256 ${built.sha256}`);
    // The service of Nordic's UART, which the interpreter advertises on Bluetooth boards.
    expect(await page.evaluate('devices.service')).toBe('6e400001-b5a3-f393-e0a9-e50e24dcca9e');
    board.cut = { line: board.lines + 20, kind: 'unanswered' };
    await page.getByRole('button', { name: 'Put the program on the board' }).click();
    await page.getByRole('button', { name: 'Put it on the board' }).click();
    await says('log', /was lost \(.*\): the board holds the old program/);
    expect(board.storage.read('.bootcde')).toBe(OLD);
    await connect('Bluetooth');
    await says('fit', `SHA-256 ${built.sha256}`);
    await page.getByRole('button', { name: 'Put the program on the board' }).click();
    await page.getByRole('button', { name: 'Put it on the board' }).click();
    await says('log', `Verified: length, CRC-32 and hash read back from flash, SHA-256 ${built.sha256}`);
    expect([board.storage.read('.bootcde'), board.storage.read('lqsha')]).toEqual([built.text, recordOf(built.text)]);
    expect(await page.evaluate('devices.largest')).toBe(20);
  }, 120_000);

  it('refuses a controller outside service, whose console is closed', async () => {
    board.locked = true;
    const { writes } = board.storage;
    await connect();
    await says('connect-result', /does not answer: a Liquidus program keeps it closed outside the state service/);
    expect(await page.locator('#go').isDisabled()).toBe(true);
    expect(board.storage.writes).toBe(writes);
  }, 60_000);

  it('refuses another board than the program is for', async () => {
    board.close();
    board = await new FakeBoard({ name: 'PUCKJS' }).open();
    console = board.port;
    await connect();
    await says('fit', 'The board at this port is PUCKJS');
    expect(await page.locator('#go').isDisabled()).toBe(true);
  }, 60_000);

  it('says what the board holds when its cable is pulled in the upload, and that it was not chosen when it was not', async () => {
    await page.evaluate('deviceCancels = true');
    await connect();
    await says('connect-result', 'No device was opened: none was chosen');
    await page.evaluate('deviceCancels = false');
    await connect();
    await says('fit', built.sha256);
    board.cut = { line: board.lines + 30, kind: 'half' };
    await page.getByRole('button', { name: 'Put the program on the board' }).click();
    await page.getByRole('button', { name: 'Put it on the board' }).click();
    await says('log', /was lost \(.*\): the board holds the old program/);
    expect(board.storage.read('.bootcde')).toBe(OLD);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  }, 60_000);

  it.skipIf(!interpreterNamed())(
    'puts the bundle on the real interpreter, byte for byte (LIQUIDUS_ESPRUINO)',
    async () => {
      const real = await new LinuxBoard(findInterpreter(), chipWith({})).open();
      try {
        console = real.port;
        await connect();
        await says('fit', 'The board at this port is LINUX');
        await page.getByLabel(/This is a trial/).check();
        await says('fit', built.sha256);
        await page.getByRole('button', { name: 'Put the program on the board' }).click();
        await page.getByRole('button', { name: 'Put it on the board' }).click();
        await says('log', `Verified: length, CRC-32 and hash read back from flash, SHA-256 ${built.sha256}`);
        expect([real.read('.bootcde'), real.read('lqsha')]).toEqual([built.text, recordOf(built.text)]);
      } finally {
        await real.close();
      }
    },
    60_000,
  );
});

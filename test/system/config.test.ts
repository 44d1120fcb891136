/** The configuration as a transaction, on the flashed bundle in the virtual rig. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardRow } from '../../firmware/model/boards.js';
import { openBus, parseHostPort } from '../../host/bus/connection.js';
import { applyChanges, changesOf, readParameters } from '../../host/device/config.js';
import { Device } from '../../host/device/device.js';
import { pointOf } from '../../host/device/points.js';
import { backupText } from '../../host/flash/backup.js';
import { setText } from '../../host/flash/migrate.js';
import { fileOf, slotOf } from '../host/flash/slot.js';
import type { OpenRig } from './rig-here.js';
import { json, liquidus, openRig } from './rig-here.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-config-'));
const path = (name: string): string => join(folder, name);
const state = process.env.XDG_STATE_HOME;
let rig: OpenRig;
let at: string[];

beforeAll(async () => {
  process.env.XDG_STATE_HOME = folder;
  rig = await openRig();
  at = ['--tcp', rig.tcp];
}, 30_000);
afterAll(async () => {
  process.env.XDG_STATE_HOME = state;
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

const yaml = (...lines: string[]): string => ['liquidus: parameters', 'parameters:', ...lines.map((line) => `  ${line}`), ''].join('\n');
const audit = (): Record<string, unknown>[] => readFileSync(path('audit.jsonl'), 'utf8').trim().split('\n').map(json);
const shown = async (...names: string[]): Promise<unknown> => json((await liquidus('read', ...names, '--json', ...at)).out)['values'];

describe('config', () => {
  it('get prints what diff finds nothing in, and backup keeps the same', async () => {
    const { code, out } = await liquidus('config', 'get', ...at);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}setTemp: 40\.0 +# °C, 25\.0\.\.50\.0; Set temperature of the cell$/m);
    writeFileSync(path('cell.yaml'), out);
    expect(await liquidus('config', 'diff', path('cell.yaml'), ...at)).toMatchObject({ code: 0 });
    expect((await liquidus('config', 'backup', path('before.yaml'), ...at)).code).toBe(0);
    expect(await liquidus('config', 'backup', path('before.yaml'), ...at)).toMatchObject({
      code: 1,
      err: expect.stringContaining('exists already') as string,
    });
  });

  it('plan and apply without --yes show old and new and write nothing', async () => {
    writeFileSync(path('change.yaml'), yaml('setTemp: 42.5', 'nakFlowSet: 11', 'activeArea: 26', 'anchorMetalMass: 21.5'));
    for (const action of ['plan', 'apply']) {
      const { code, out } = await liquidus('config', action, path('change.yaml'), ...at);
      expect(code).toBe(0);
      expect(out).toContain('setTemp          40.0 → 42.5 °C\n');
      expect(out).toMatch(/Takes the signature of the commissioning away/);
      expect(out).toMatch(/Planned only; "liquidus config apply .* --yes" does it\.\n$/);
    }
    expect(await shown('setTemp', 'anchorMetalMass')).toEqual({ setTemp: 40, anchorMetalMass: 20 });
  });

  it('apply --yes changes all of it, reads it back, and leaves two audit lines', async () => {
    const file = path('audit.jsonl');
    const { code, out } = await liquidus('config', 'apply', path('change.yaml'), '--yes', '--audit', file, ...at);
    expect({ code, end: out.split('\n').at(-2) }).toEqual({ code: 0, end: 'Applied, stored and read back.' });
    expect(await shown('setTemp', 'nakFlowSet', 'activeArea', 'anchorMetalMass', 'signer')).toEqual({
      setTemp: 42.5,
      nakFlowSet: 11,
      activeArea: 26,
      anchorMetalMass: 21.5,
      signer: 0,
    });
    const [begun, done] = audit();
    expect(begun).toMatchObject({ action: 'config apply', result: 'begun', who: expect.stringMatching(/.+@.+/) as string });
    expect(begun?.['changes']).toContainEqual({ name: 'setTemp', old: 40, new: 42.5, unit: '°C' });
    expect(done).toMatchObject({ result: 'done', sequence: expect.any(Number) as number });
    expect(readdirSync(path('liquidus/pending'))).toEqual([]);
    expect(await liquidus('config', 'diff', path('before.yaml'), ...at)).toMatchObject({
      code: 2,
      out: expect.stringContaining('activeArea') as string,
    });
  });

  it('restore takes a whole backup only, and brings everything back', async () => {
    const part = await liquidus('config', 'restore', path('change.yaml'), '--yes', ...at);
    expect(part).toMatchObject({ code: 4, err: expect.stringContaining('of a board that it does not name') as string });
    expect((await liquidus('config', 'restore', path('before.yaml'), '--yes', ...at)).code).toBe(0);
    expect(await shown('setTemp', 'nakFlowSet', 'activeArea')).toEqual({ setTemp: 40, nakFlowSet: 10, activeArea: 25 });
  });

  it('restore takes the folder of a flashing and the file of the commissioning page, also those of an older program', async () => {
    const bus = await openBus({ kind: 'tcp', ...parseHostPort(rig.tcp) });
    const device = new Device(bus, 1);
    const words: number[] = Array.from({ length: 126 }, () => 0);
    for (const [{ row, words: count }, raw] of await readParameters(device, await device.readSnapshot())) {
      // The copy on the board is the parameters in map order, from register 2000 on.
      for (let k = 0; k < count; k++) words[row.address - 2000 + k] = (raw >> (16 * (count - 1 - k))) & 0xffff;
    }
    await bus.close();
    // Register 2012 is the set temperature in tenths; the older program did not have register 2023.
    words[12] = 435;
    const older = setText(boardRow('pico')).replace('23u16,', '');
    const files = (board: string): Map<string, Uint8Array> =>
      new Map(
        Object.entries({ lqp: fileOf(slotOf(older, 5, words)), lqset: older, 'board.json': JSON.stringify({ board }) }).map(([name, text]) => [
          name,
          Buffer.from(text, 'latin1'),
        ]),
      );
    const kept = path('flashing');
    mkdirSync(kept);
    for (const [name, content] of files('PICO_R1_3')) writeFileSync(join(kept, name), content);
    const { code, out, err } = await liquidus('config', 'restore', kept, '--yes', ...at);
    expect({ code, err }).toEqual({ code: 0, err: `Not in ${kept}, so they stay as they are: heartbeatExpiry.\n` });
    expect(out).toBe('setTemp  40.0 → 43.5 °C\nApplied, stored and read back.\n');
    expect(await shown('setTemp')).toEqual({ setTemp: 43.5 });
    writeFileSync(path('page.json'), backupText(files('PUCKJS')));
    expect(await liquidus('config', 'restore', path('page.json'), ...at)).toMatchObject({
      code: 4,
      err: expect.stringContaining('is of a board PUCKJS, and this is PICO_R1_3') as string,
    });
    expect(await liquidus('config', 'diff', path('page.json'), ...at)).toMatchObject({ code: 0 });
    expect((await liquidus('config', 'restore', path('before.yaml'), '--yes', ...at)).code).toBe(0);
  });

  it('writes nothing when the audit line cannot be written', async () => {
    const { code, err } = await liquidus('config', 'apply', path('change.yaml'), '--yes', '--audit', '/dev/full', ...at);
    expect({ code, err }).toEqual({ code: 1, err: 'liquidus: /dev/full cannot be written: the disk is full; free some room.\n' });
    expect(await shown('setTemp')).toEqual({ setTemp: 40 });
  });

  it('given up between two writes puts the shadow back', async () => {
    const bus = await openBus({ kind: 'tcp', ...parseHostPort(rig.tcp) });
    const device = new Device(bus, 1);
    const live = await device.readSnapshot();
    const current = await readParameters(device, live);
    const wanted = new Map([
      [pointOf('setTemp'), 430],
      [pointOf('overTemperature'), 590],
    ]);
    let asked = 0;
    await expect(applyChanges(device, { changes: changesOf(current, wanted, live), current, givenUp: () => ++asked > 1 })).rejects.toThrow(
      /Interrupted before commit/,
    );
    expect(await readParameters(device, live)).toEqual(current);
    await bus.close();
  });

  it('that was killed between its writes and commit is put back by the next one, and commit by hand is refused until then', async () => {
    // What a killed apply leaves: its journal, and a value in the shadow.
    await liquidus('config', 'apply', path('change.yaml'), '--yes', '--audit', path('other.jsonl'), ...at);
    expect((await liquidus('config', 'restore', path('before.yaml'), '--yes', ...at)).code).toBe(0);
    const live = json((await liquidus('status', '--json', ...at)).out);
    const changes = [{ name: 'setTemp', old: 400, new: 425 }];
    const pending = join(folder, 'liquidus', 'pending', `${rig.tcp.replace(/[^A-Za-z0-9.-]+/g, '_')}_unit_1.json`);
    writeFileSync(pending, JSON.stringify({ time: new Date().toISOString(), uptime: live['uptime'], ackSequence: live['ackSequence'], changes }));
    await liquidus('write', 'setTemp=42.5', ...at);
    expect(await liquidus('command', 'commit', ...at)).toMatchObject({ code: 4, err: expect.stringContaining('was cut short') as string });
    const repaired = await liquidus('config', 'repair', ...at);
    expect(repaired).toMatchObject({ code: 0, out: 'Put back in the shadow: setTemp. Nothing of it was in force.\n' });
    expect(await shown('setTemp')).toEqual({ setTemp: 40 });
    expect((await liquidus('command', 'commit', ...at)).code).toBe(0);
  });

  it('is refused in a state in which the device would refuse it, before anything is written', async () => {
    expect((await liquidus('command', 'start', ...at)).code).toBe(0);
    const { code, err } = await liquidus('config', 'apply', path('change.yaml'), '--yes', ...at);
    expect({ code, err }).toMatchObject({ code: 4, err: expect.stringContaining('state cold only') as string });
    expect(await shown('setTemp')).toEqual({ setTemp: 40 });
    await liquidus('command', 'stop', ...at);
  });
});

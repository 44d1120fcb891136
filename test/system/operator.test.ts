/** What an operator does with registers, parameters and alarms, on the flashed bundle in the virtual rig. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPcap } from '../../host/bus/pcap.js';
import type { OpenRig } from './rig-here.js';
import { json, liquidus, openRig } from './rig-here.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-operator-'));
let rig: OpenRig;
let at: string[];

beforeAll(async () => {
  rig = await openRig();
  at = ['--tcp', rig.tcp];
}, 30_000);
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('registers by name', () => {
  it('are read in their units, as text and as JSON, and every frame is in the capture', async () => {
    const file = join(folder, 'read.pcap');
    const { code, out } = await liquidus('read', 'state', 'composition', 'holding:2001', '--json', '--capture', file, '--rtu-tcp', rig.rtuTcp);
    expect(code).toBe(0);
    expect(json(out)).toMatchObject({
      values: { state: 'cold', composition: 22, baudRate: 19200 },
      units: { composition: 'wt% Na', baudRate: 'Bd' },
    });
    const { frames } = readPcap(readFileSync(file), file);
    // The live block, a span of input registers, one of holding registers, each with its reply; more where one had to be asked again.
    expect(frames.length).toBeGreaterThanOrEqual(6);
    expect(new Set(frames.map(({ bytes }) => bytes[1]))).toEqual(new Set([3, 4]));
    const text = await liquidus('read', 'composition', ...at);
    expect(text.out).toMatch(/^composition +22\.00 wt% Na\n$/);
  });

  it('of another profile are refused with exit code 4', async () => {
    expect(await liquidus('read', 'oxygen', ...at)).toMatchObject({ code: 4, err: expect.stringContaining('does not have oxygen') as string });
  });

  it('are written, read back, and in force after the commit only', async () => {
    const written = await liquidus('write', 'setTemp=41.5', 'nakFlowSet=11', ...at);
    expect(written).toMatchObject({
      code: 0,
      out: 'setTemp 41.5 °C\nnakFlowSet 11.0 mL/min\n',
      err: expect.stringContaining('In the shadow') as string,
    });
    expect(await liquidus('command', 'commit', ...at)).toMatchObject({ code: 0, out: 'commit: done; the device is in cold.\n' });
    expect(json((await liquidus('read', 'setTemp', '--json', ...at)).out)).toMatchObject({ values: { setTemp: 41.5 } });
  });

  it('outside their limits, or read-only, are refused before anything is sent', async () => {
    expect(await liquidus('write', 'setTemp=60', ...at)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('outside 25.0..50.0 °C') as string,
    });
    expect(await liquidus('write', 'margin=1', ...at)).toMatchObject({ code: 4, out: '' });
  });
});

describe('ack', () => {
  it('says that nothing is latched, with exit code 0', async () => {
    expect(await liquidus('ack', ...at)).toMatchObject({ code: 0, out: 'Nothing is latched.\n' });
  });

  it('on a blank controller names what stays, why, and ends with exit code 2', async () => {
    const blank = await openRig({ blank: true, speed: 50 });
    try {
      while (!(await liquidus('status', '--tcp', blank.tcp)).out.includes('P05'));
      const { code, out } = await liquidus('ack', '--tcp', blank.tcp);
      expect(code).toBe(2);
      expect(out).toMatch(/^P05 Composition estimate lost: the cause is still there; it clears with: the composition is anchored again$/m);
    } finally {
      await blank.close();
    }
  });
});

/** Events, scan and sniff, on the flashed bundle in the virtual rig. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenRig } from './rig-here.js';
import { json, liquidus, openRig } from './rig-here.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-line-'));
let rig: OpenRig;
let at: string[];

beforeAll(async () => {
  rig = await openRig({ blank: true, speed: 20 });
  at = ['--tcp', rig.tcp];
  // A blank controller has no anchor: the last of its first trips is P05, ten seconds after the start.
  while (!(await liquidus('events', '--json', ...at)).out.includes('"fault":"P05"'));
}, 30_000);
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

const lines = (text: string): Record<string, unknown>[] => text.trim().split('\n').filter(Boolean).map(json);

describe('events', () => {
  it('show the start and the trips with fault, check and time, and the ten seconds before a trip', async () => {
    const { code, out } = await liquidus('events', '--json', '--history', ...at);
    const all = lines(out);
    expect(code).toBe(0);
    expect(all[0]).toMatchObject({ number: 1, kind: 'start', fault: null });
    const trip = all.find((event) => event['fault'] === 'P05');
    expect(trip).toMatchObject({ kind: 'trip', check: 'P05', state: expect.any(String) as string });
    expect(Math.abs(Date.parse(String(trip?.['time'])) - Date.now())).toBeLessThan(600_000);
    const withHistory = all.findLast((event) => event['kind'] === 'trip');
    expect(withHistory?.['history']).toHaveLength(10);
    const text = await liquidus('events', '--most', '2', '--history', ...at);
    expect(text.out).toMatch(/s before +current +cellVoltag/);
  });

  it('go on behind the cursor, which is kept in a file', async () => {
    const cursor = join(folder, 'cursor');
    const first = lines((await liquidus('events', '--json', '--cursor', cursor, ...at)).out);
    expect(first.length).toBeGreaterThan(1);
    expect(readFileSync(cursor, 'utf8')).toBe(`${String(first.at(-1)?.['number'])}\n`);
    expect((await liquidus('events', '--json', '--cursor', cursor, ...at)).out).toBe('');
    const behindFirst = lines((await liquidus('events', '--json', '--after', '1', ...at)).out);
    expect(behindFirst[0]?.['number']).toBe(2);
    writeFileSync(cursor, 'seven');
    expect(await liquidus('events', '--cursor', cursor, ...at)).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds no event number') as string,
    });
  });
});

describe('scan', () => {
  it('finds the unit and says who it is, over Modbus TCP and as RTU over TCP', async () => {
    const tcp = await liquidus('scan', '--units', '1-3', '--json', ...at);
    expect(tcp.code).toBe(0);
    const found = { unit: 1, what: expect.stringMatching(/^Liquidus, map 1\.\d+, firmware .*Espruino Pico/) as string };
    expect(json(tcp.out)['found']).toEqual([{ setting: rig.tcp, ...found }]);
    const rtu = await liquidus('scan', '--units', '2,1', '--rtu-tcp', rig.rtuTcp, '--timeout', '800');
    expect(rtu).toMatchObject({
      code: 0,
      out: expect.stringContaining('unit   1  Liquidus') as string,
      err: expect.stringContaining('2 units, 1 setting: at most 00:00:01') as string,
    });
  });

  it('that finds nobody ends with exit code 3, and a wrong list is refused', async () => {
    expect(await liquidus('scan', '--units', '7', ...at)).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('Nobody answered') as string,
    });
    expect(await liquidus('scan', '--units', '0-9', ...at)).toMatchObject({ code: 1, err: expect.stringContaining('names no units') as string });
  });
});

describe('sniff', () => {
  it('decodes a capture into names and values', async () => {
    const file = join(folder, 'line.pcap');
    await liquidus('read', 'margin', 'holding:2012', '--rtu-tcp', rig.rtuTcp, '--timeout', '2000', '--capture', file);
    const { code, out } = await liquidus('sniff', '--read', file);
    expect(code).toBe(0);
    expect(out).toMatch(/→ unit {3}1 {2}function 4: read input registers 60 from 0\n/);
    expect(out).toMatch(/← unit {3}1 {2}input 0: mapVersion 1\.\d+, .* and \d+ more after \d+ ms\n/);
    expect(out).toMatch(/holding 2012: setTemp 40\.0 °C after/);
    const frames = lines((await liquidus('sniff', '--read', file, '--json', '--count', '2')).out);
    expect(frames.map((frame) => frame['kind'])).toEqual(['request', 'reply']);
    expect((frames[1]?.['words'] as number[]).length).toBe(60);
  });

  it('refuses what it cannot listen to', async () => {
    expect(await liquidus('sniff', ...at)).toMatchObject({ code: 1, err: expect.stringContaining('has no line to listen to') as string });
    expect(await liquidus('sniff', '--read', join(folder, 'none.pcap'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be read') as string,
    });
  });
});

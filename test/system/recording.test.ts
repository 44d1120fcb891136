/** Record, export and replay: from the flashed bundle in the virtual rig into a real database file and out of it again. */
import { parquetReadObjects } from 'hyparquet';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecording } from '../../host/record/open.js';
import { json, liquidus, openRig } from './rig-here.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-recording-'));
const path = (name: string): string => join(folder, name);
/** A recording of known values: a sample a second for two minutes with a hole of 20 s, told as one. */
const START = Date.parse('2026-01-31T08:00:00Z');
const SAMPLES = Array.from({ length: 120 }, (_, k) => k).filter((k) => k < 50 || k >= 70);

beforeAll(async () => {
  const store = await openRecording(path('known.db'));
  const sample = (k: number): object => ({
    unit: 'unit1',
    timeMs: START + 1000 * k,
    values: { margin: k / 10, current: k % 2 ? null : -0.3, state: 4, firstOut: k >= 100 ? 13 : 0 },
  });
  const gaps = [{ unit: 'unit1', fromMs: START + 49_000, toMs: START + 70_000, reason: 'link' as const }];
  await store.write({ samples: SAMPLES.map(sample) as never, gaps, events: [] });
  await store.close();
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('record', () => {
  it('writes what the device says into a recording that export reads', async () => {
    const rig = await openRig();
    try {
      const file = path('rig.db');
      const { code, out } = await liquidus('record', file, '--tcp', rig.tcp, '--count', '3', '--interval', '1000');
      expect({ code, out }).toEqual({ code: 0, out: `Recording ${rig.tcp} unit 1 into ${file} as unit1. Ctrl-C ends it.\n` });
      const table = (await liquidus('export', file, '--channels', 'composition,state,plannedAmbient')).out.trim().split('\n');
      expect(table[0]).toBe('time,composition,state,plannedAmbient,gap');
      // A busy machine polls unevenly, and what comes within a second of the sample before is thinned out.
      expect(table.length).toBeGreaterThanOrEqual(3);
      // Cold is state 2; 22 wt% Na and a planned ambient of 10 °C are what the rig is commissioned with.
      expect(table.at(-1)).toMatch(/^\d{4}-.*Z,22(\.\d+)?,2,10,$/);
    } finally {
      await rig.close();
    }
  });
});

describe('export', () => {
  it('gives CSV with empty fields for missing values and the gap at the row behind it', async () => {
    const { code, out } = await liquidus('export', path('known.db'), '--channels', 'margin,current');
    const table = out.trim().split('\n');
    expect({ code, rows: table.length }).toEqual({ code: 0, rows: 101 });
    expect(table[1]).toBe('2026-01-31T08:00:00.000Z,0,-0.3,');
    expect(table[2]).toBe('2026-01-31T08:00:01.000Z,0.1,,');
    expect(table.filter((line) => line.endsWith(',link'))).toEqual(['2026-01-31T08:01:10.000Z,7,-0.3,link']);
  });

  it('gives Parquet that another reader reads: times, doubles, nulls and the gap', async () => {
    const file = path('known.parquet');
    expect((await liquidus('export', path('known.db'), '--channels', 'margin,current', '--out', file)).code).toBe(0);
    const bytes = readFileSync(file);
    const rows = await parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
    expect(rows).toHaveLength(100);
    expect(rows[1]).toEqual({ time: new Date('2026-01-31T08:00:01Z'), margin: 0.1, current: null, gap: null });
    expect(rows[50]).toMatchObject({ time: new Date('2026-01-31T08:01:10Z'), gap: 'link' });
  });

  it('gives means with the least and the largest', async () => {
    const { out } = await liquidus(
      'export',
      path('known.db'),
      '--channels',
      'margin',
      '--tier',
      '1min',
      '--spread',
      '--from',
      '2026-01-31T08:00:00Z',
    );
    const [head, first] = out.trim().split('\n');
    expect(head).toBe('time,margin,margin_min,margin_max,gap');
    // Seconds 0 to 49 of the first minute: mean of 0 … 4.9.
    expect(
      first
        ?.split(',')
        .slice(0, 4)
        .map((cell, k) => (k === 0 ? cell : Number(Number(cell).toFixed(6)))),
    ).toEqual(['2026-01-31T08:00:00.000Z', 2.45, 0, 4.9]);
  });

  it.each([
    [['none.db'], /There is no recording/],
    [['known.db', '--out', 'x.xlsx'], /tells no format/],
    [['known.db', '--channels', 'margn'], /"margn" is not recorded/],
    [['known.db', '--unit', 'unit7'], /holds nothing of "unit7"/],
    [['known.db', '--from', 'yesterday'], /is no time; write 2026/],
    [['known.db', '--from', '-1h', '--to', '-2h'], /not before/],
    [['known.db', '--out', '/not/there/x.csv'], /its folder does not exist/],
  ])('%j is refused with one sentence and exit code 1', async ([file = '', ...rest], words) => {
    const { code, err } = await liquidus('export', path(file), ...rest);
    expect(code).toBe(1);
    expect(err).toMatch(words);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(path('x.csv.new'))).toBe(false);
  });
});

describe('replay', () => {
  it('shows the rows as snapshots, the gap, and the fault that tripped first', async () => {
    const { code, out } = await liquidus('replay', path('known.db'), '--json');
    const rows = out.trim().split('\n').map(json);
    expect({ code, rows: rows.length }).toEqual({ code: 0, rows: 100 });
    expect(rows[0]).toMatchObject({ time: '2026-01-31T08:00:00.000Z', state: 'ready', margin: 0, current: -0.3, alarms: [] });
    expect(rows[99]).toMatchObject({ margin: 11.9, alarms: [{ id: 'P13', first: true }] });
    expect(rows[0]).toMatchObject({ mapVersion: null, firmwareVersion: null, sequence: null, ackResult: null });
    const text = await liquidus('replay', path('known.db'), '--count', '100');
    expect(text.out).toMatch(/Gap before 2026-01-31T08:01:10\.000Z: link/);
  });
});

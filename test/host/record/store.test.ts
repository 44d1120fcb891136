/**
 * The same questions to every kind of store: SQLite in a file, PostgreSQL in a cluster of the test's own.
 */
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRecording } from '../../../host/record/open.js';
import { RETENTION } from '../../../host/record/sql-store.js';
import type { RecordStore, Sample, StoredEvent } from '../../../host/record/store.js';
import { postgresPrograms, startPostgres, type PostgresServer } from '../../postgres.js';

/** 2026-01-01T00:00:00Z, the start of a quarter of an hour. */
const START = 1_767_225_600_000;

const folder = mkdtempSync(join(tmpdir(), 'liquidus-record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sample = (seconds: number, values: Sample['values'], unit = 'a'): Sample => ({ unit, timeMs: START + seconds * 1000, values });
const batch = (...samples: Sample[]) => ({ samples, gaps: [], events: [] });
const event: StoredEvent = {
  unit: 'a',
  timeMs: START + 5000,
  start: 3,
  number: 7,
  seconds: 5,
  kind: 'trip',
  state: 'discharge',
  fault: 'P30',
  check: 'P30',
  value: 0.4,
  limit: 20,
  unitOfValue: 'kΩ',
};

/** What every store must do; `open` opens an empty one the first time, and the same again after that. */
function behavesAsAStore(open: () => Promise<RecordStore>): void {
  let store: RecordStore;
  const channel = (tier: 'raw' | '1min' | '15min', from = 0, to = 86_400, unit = 'a') =>
    store.trend({ unit, channel: 'cellTemp', fromMs: START + from * 1000, toMs: START + to * 1000, tier });

  beforeAll(async () => {
    store = await open();
    // Two minutes and a second: 0..120 °C, one a second, a hole at second 30 and an unknown value at second 31.
    const seconds = Array.from({ length: 121 }, (_, k) => k).filter((k) => k !== 30);
    await store.write({
      ...batch(...seconds.map((k) => sample(k, { cellTemp: k === 31 ? null : k }))),
      gaps: [{ unit: 'a', fromMs: START + 29_000, toMs: START + 31_000, reason: 'link' }],
      events: [event],
    });
  }, 30_000);
  afterAll(() => store.close());

  it('gives every sample back, an unknown value as null', async () => {
    const points = await channel('raw');
    expect(points).toHaveLength(120);
    expect(points[0]).toEqual({ timeMs: START, value: 0, min: 0, max: 0 });
    expect(points[30]).toEqual({ timeMs: START + 31_000, value: null, min: null, max: null });
  });

  it('sums up whole minutes, and the running one on the way; unknown values do not count', async () => {
    // By hand: 0..59 without 30 and 31 is 1770 − 61 over 58; 60..119 is 5370 over 60.
    expect(await channel('1min')).toEqual([
      { timeMs: START, value: 1709 / 58, min: 0, max: 59 },
      { timeMs: START + 60_000, value: 89.5, min: 60, max: 119 },
      { timeMs: START + 120_000, value: 120, min: 120, max: 120 },
    ]);
    const [quarter] = await channel('15min');
    expect(quarter).toMatchObject({ timeMs: START, min: 0, max: 120 });
    expect(quarter?.value).toBeCloseTo((1709 + 5370 + 120) / 119, 9);
  });

  it('keeps gaps and events, an event once', async () => {
    await store.write({ samples: [], gaps: [], events: [event] });
    expect(await store.gaps('a', START, START + 60_000)).toEqual([{ unit: 'a', fromMs: START + 29_000, toMs: START + 31_000, reason: 'link' }]);
    expect(await store.gaps('a', START + 31_000, START + 60_000)).toEqual([]);
    expect(await store.events('a', 10)).toEqual([event]);
  });

  it('keeps units apart and knows nothing of a unit that never wrote', async () => {
    await store.write(batch(sample(10, { cellTemp: -5 }, 'b')));
    expect(await channel('raw', 0, 86_400, 'b')).toEqual([{ timeMs: START + 10_000, value: -5, min: -5, max: -5 }]);
    expect([await store.newest('b'), await store.newest('c'), await channel('1min', 0, 86_400, 'c')]).toEqual([START + 10_000, null, []]);
  });

  it('writes a batch whole or not at all', async () => {
    const bad = { ...sample(500, { cellTemp: 1 }), timeMs: Number.NaN };
    await expect(store.write(batch(sample(400, { cellTemp: 1 }), bad))).rejects.toThrow(/recording/);
    expect(await channel('raw', 300)).toEqual([]);
  });

  it('goes on where it was after it was closed, and sums up what lay open', async () => {
    await store.close();
    store = await open();
    await store.write(batch(sample(180, { cellTemp: 7 })));
    expect((await channel('1min', 120)).map((point) => point.value)).toEqual([120, 7]);
    expect(await store.newest('a')).toBe(START + 180_000);
  });

  it('sums a minute up anew when the clock was set back into it', async () => {
    await store.write(batch(sample(60.5, { cellTemp: 1000 })));
    await store.write(batch(sample(240, { cellTemp: 3 })));
    expect((await channel('1min', 60, 120))[0]).toMatchObject({ max: 1000 });
    expect((await channel('1min', 180, 240))[0]).toMatchObject({ value: 7 });
  });

  it('throws away what is older than it shall keep', async () => {
    const late = 8 * 86_400;
    await store.write(batch(sample(late, { cellTemp: 1 })));
    expect(await channel('raw', 0, 86_400)).toEqual([]);
    expect(await channel('1min', 0, 60)).toHaveLength(1);
  });
}

describe('a recording in SQLite', () => {
  behavesAsAStore(() => openRecording(join(folder, 'new', 'recording.db')));
});

describe.skipIf(postgresPrograms() === undefined)('a recording in PostgreSQL (needs a PostgreSQL server)', () => {
  let server: PostgresServer;
  let url = '';
  beforeAll(async () => {
    server = await startPostgres();
    url = server.url.replace('liquidus@', 'liquidus:secret@');
  }, 60_000);
  afterAll(() => server.stop());

  behavesAsAStore(() => openRecording(url));

  it('goes on by itself after the server was restarted, and shows no password', async () => {
    const store = await openRecording(url);
    expect(store.title).not.toContain('secret');
    server.restart();
    await store.write(batch(sample(1e6, { cellTemp: 5 }))).catch(() => store.write(batch(sample(1e6, { cellTemp: 5 }))));
    expect(await store.newest('a')).toBe(START + 1e9);
    await store.close();
  }, 30_000);
});

describe('a SQLite recording in trouble', () => {
  let path: string;
  let count = 0;
  beforeEach(() => (path = join(folder, `trouble-${count++}.db`)));
  afterEach(() => rmSync(`${path}.lock`, { recursive: true, force: true }));

  it('says that it is locked, and works again when the lock is gone', async () => {
    const store = await openRecording(path);
    mkdirSync(`${path}.lock`);
    await expect(store.write(batch(sample(1, { cellTemp: 1 })))).rejects.toMatchObject({ code: 'internal.storeLocked' });
    rmSync(`${path}.lock`, { recursive: true });
    await store.write(batch(sample(2, { cellTemp: 2 })));
    expect(await store.newest('a')).toBe(START + 2000);
    await store.close();
  });

  it('takes away a lock that a killed program has left', async () => {
    mkdirSync(`${path}.lock`);
    const old = Date.now() / 1000 - 120;
    utimesSync(`${path}.lock`, old, old);
    const store = await openRecording(path);
    await store.write(batch(sample(1, { cellTemp: 1 })));
    await store.close();
  });

  it('refuses a file that is no recording, and one of a newer program', async () => {
    await expect(openRecording(join(import.meta.dirname, 'store.test.ts'))).rejects.toMatchObject({ code: 'internal.storeDamaged' });
    await (await openRecording(path)).close();
    const database = new sqlite.Database(path);
    database.run("UPDATE meta SET value = '99' WHERE name = 'version'");
    database.close();
    await expect(openRecording(path)).rejects.toMatchObject({ code: 'internal.storeVersion' });
  });

  it('stays within its bound: the oldest samples go, the summaries stay', async () => {
    const store = await openRecording(path, { ...RETENTION, maxMegabytes: 0.3 });
    for (let block = 0; block < 40; block++) {
      await store.write(
        batch(...Array.from({ length: 100 }, (_, k) => sample(block * 1000 + k * 10, { cellTemp: k, margin: k / 7, current: k / 3 }))),
      );
    }
    const raw = await store.trend({ unit: 'a', channel: 'cellTemp', fromMs: START, toMs: START + 1e8, tier: 'raw' });
    const minutes = await store.trend({ unit: 'a', channel: 'cellTemp', fromMs: START, toMs: START + 1e8, tier: '1min' });
    expect(raw.length).toBeLessThan(4000);
    expect(raw.at(-1)?.timeMs).toBe(START + 39_990_000);
    expect(minutes[0]?.timeMs).toBe(START);
    await store.close();
  });
});

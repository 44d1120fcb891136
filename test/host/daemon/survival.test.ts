/**
 * What the daemon loses while it goes on: a real full disk, a locked recording, a port that is gone, a clock that jumps. It keeps polling, says what it
 * lost, and resumes.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Daemon } from '../../../host/daemon/daemon.js';
import { MemoryStore } from '../../../host/record/memory.js';
import { LazyStore } from '../../../host/record/open.js';
import type { RecordStore } from '../../../host/record/store.js';
import type { StandIn } from './controller.js';
import { startStandIn } from './controller.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-survival-'));
const disk = join(folder, 'disk');
/** A disk of its own that is soon full, where this user may mount one. */
const SMALL_DISK = ((): boolean => {
  mkdirSync(disk);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
})();
const RETENTION = { rawDays: 1, minuteDays: 1, quarterDays: 1, maxMegabytes: 10 };

let stand: StandIn;
let daemon: Daemon | undefined;
const said: string[] = [];

beforeAll(async () => {
  stand = await startStandIn();
});
afterEach(async () => {
  vi.useRealTimers();
  await daemon?.stop();
  daemon = undefined;
  said.length = 0;
});
afterAll(async () => {
  await stand.close();
  if (SMALL_DISK) spawnSync('umount', ['-l', disk]);
  rmSync(folder, { recursive: true, force: true });
});

async function start(store: RecordStore, audit?: string): Promise<Daemon> {
  daemon = new Daemon({
    lines: [
      { connection: { kind: 'tcp', host: '127.0.0.1', port: stand.port }, units: [{ id: 'east', title: 'East', address: 1, intervalMs: 100 }] },
    ],
    listen: { host: '127.0.0.1', port: 0 },
    store,
    ...(audit === undefined ? {} : { audit }),
    complain: (message) => said.push(message),
    web: folder,
    version: 'test',
  });
  await daemon.start();
  return daemon;
}

async function until(what: string, fits: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!fits()) {
    if (performance.now() > end) throw new Error(`${what} did not happen within 15 s`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Snapshots that come while something lasts. */
async function snapshotsUntil(running: Daemon, what: string, fits: () => boolean): Promise<number> {
  let count = 0;
  const one = (): unknown => count++;
  running.member('east').unit.on('snapshot', one);
  await until(what, fits);
  running.member('east').unit.off('snapshot', one);
  return count;
}

const CLIENT = { name: 'local', role: 'operator' } as const;

describe('a daemon', () => {
  it.skipIf(!SMALL_DISK)(
    `on a full disk polls and commands on, says that recording and audit log fail, and takes both up again with every sample${SMALL_DISK ? '' : ' (this user may not mount a disk of its own)'}`,
    async () => {
      const audit = join(disk, 'audit.jsonl');
      const running = await start(new LazyStore(join(disk, 'recording.db'), RETENTION), audit);
      await running.recorder.flush();
      await until('a first sample', () => running.member('east').unit.at !== undefined);
      const filler = join(disk, 'filler');
      writeFileSync(filler, '');
      const block = Buffer.alloc(4096);
      try {
        for (;;) appendFileSync(filler, block);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
      await until('a failure of the recording', () => !running.recorder.health.good);
      const from = performance.now();
      const polls = await snapshotsUntil(running, 'a second', () => performance.now() - from > 1000);
      expect(running.recorder.health.error?.message).toMatch(/disk/);
      expect(polls).toBeGreaterThan(2);
      await running.command(CLIENT, { command: 'stop' });
      await running.command(CLIENT, { command: 'stop' });
      expect(said.filter((message) => message.includes(audit) && message.includes('disk is full')).length).toBe(1);
      expect(running.audit.lost).toBe(2);
      rmSync(filler);
      await until('the recording', () => running.recorder.health.good);
      await until('an empty queue', () => running.recorder.health.waiting <= 2);
      expect(running.recorder.health).toMatchObject({ lost: 0 });
      await running.command(CLIENT, { command: 'stop' });
      expect(said.at(-1)).toMatch(/written again; 2 lines/);
      expect(readFileSync(audit, 'utf8')).toMatch(/"action":"stop".*"result":"done"/);
    },
    40_000,
  );

  it('with a recording that another program has locked polls on, and records every sample when the lock is gone', async () => {
    const file = join(folder, 'locked.db');
    const running = await start(new LazyStore(file, RETENTION));
    await until('a recording', () => statSync(file, { throwIfNoEntry: false }) !== undefined);
    await running.recorder.flush();
    // The lock of this SQLite is a folder beside the file.
    mkdirSync(`${file}.lock`);
    await until('a failure of the recording', () => !running.recorder.health.good);
    const from = performance.now();
    const polls = await snapshotsUntil(running, 'a second', () => performance.now() - from > 1000);
    expect(running.recorder.health.error?.code).toBe('internal.storeLocked');
    expect(polls).toBeGreaterThan(2);
    rmdirSync(`${file}.lock`);
    await until('the recording', () => running.recorder.health.good);
    expect(running.recorder.health.lost).toBe(0);
  }, 40_000);

  it('without its port says since when and why, connects again, and proves the unit before it trusts it', async () => {
    const running = await start(new MemoryStore());
    const { unit } = running.member('east');
    await until('a snapshot', () => unit.up);
    const told: string[] = [];
    running.on('live', (message) => {
      if (message.type === 'link') told.push(message.link.up ? 'up' : (message.link.error?.code ?? '?'));
    });
    const last = unit.at;
    stand.drop();
    // The way back may take less time than the distance of two looks.
    await until('a new connection', () => told.at(-1) === 'up');
    expect(unit.at?.getTime()).toBeGreaterThan(last?.getTime() ?? Infinity);
    expect(told).toEqual(['link.closed', 'up']);
  }, 40_000);

  it('whose clock jumps an hour polls on and marks the jump in the recording', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const running = await start(new MemoryStore());
    const { unit } = running.member('east');
    await until('a snapshot', () => unit.up);
    await new Promise((done) => setTimeout(done, 1200));
    const before = Date.now();
    vi.setSystemTime(before + 3_600_000);
    const from = performance.now();
    const polls = await snapshotsUntil(running, 'two seconds', () => performance.now() - from > 2000);
    await running.recorder.flush();
    await running.recorder.flush();
    const gaps = await running.recorder.gaps('east', before - 10_000, before + 7_200_000);
    expect(gaps.map(({ reason, fromMs, toMs }) => [reason, Math.round((toMs - fromMs) / 60_000)])).toEqual([['clock', 60]]);
    expect(polls).toBeGreaterThan(5);
    expect(unit.up).toBe(true);
  });
});

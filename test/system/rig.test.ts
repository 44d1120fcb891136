/**
 * The main job end to end: the flashed bundle in the virtual rig, read and driven by our own command line and by a foreign master.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
const CLI = ['--no-warnings', 'dist/host/cli/main.js'];
const has = (program: string, flag: string): boolean => spawnSync(program, [flag]).error === undefined;
const MBPOLL = has('mbpoll', '-V');
const SOCAT = has('socat', '-V');

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(program: string, args: readonly string[]): Promise<Run> {
  const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}

const liquidus = (...args: string[]): Promise<Run> => run(process.execPath, [...CLI, ...args]);
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

interface StartedRig {
  readonly child: ChildProcess;
  readonly ready: Record<string, string>;
}

function startRig(...args: string[]): Promise<StartedRig> {
  const child = spawn(process.execPath, [...CLI, 'rig', '--json', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString();
      if (out.includes('\n')) resolve({ child, ready: JSON.parse(out) as Record<string, string> });
    });
    child.on('exit', () => reject(new Error(err)));
  });
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((done) => child.on('exit', done));
const refuses = (where: string): Promise<boolean> =>
  new Promise((done) => {
    const [host = '', port = ''] = where.split(':');
    const socket = net.connect({ host, port: Number(port) });
    socket.on('error', () => done(true));
    socket.on('connect', () => (socket.destroy(), done(false)));
  });

describe('the virtual rig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-'));
  const pty = join(folder, 'line');
  let rig: StartedRig;
  let tcp: string;
  let rtuTcp: string;

  beforeAll(async () => {
    rig = await startRig('--tcp', '127.0.0.1:0', '--rtu-tcp', '127.0.0.1:0', ...(SOCAT ? ['--pty', pty] : []));
    tcp = rig.ready['tcp'] ?? '';
    rtuTcp = rig.ready['rtuTcp'] ?? '';
  }, 30_000);
  afterAll(() => {
    rig.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('is read by status over Modbus TCP and as RTU over TCP: commissioned, cold, no alarm', async () => {
    for (const flags of [
      ['--tcp', tcp],
      ['--rtu-tcp', rtuTcp],
    ]) {
      const { code, out } = await liquidus('status', ...flags, '--json');
      expect(code).toBe(0);
      expect(json(out)).toMatchObject({ state: 'cold', alarms: [], mapVersion: '1.1' });
      expect(json(out)['composition']).toBeCloseTo(22, 1);
    }
  });

  it('shows the hash of the bundle that was built', async () => {
    const { code, out } = await liquidus('identify', '--tcp', tcp, '--json');
    expect(code).toBe(0);
    expect(json(out)).toMatchObject({ mapMatches: true, board: { id: 'pico' }, bundleHash: rig.ready['bundle']?.slice(0, 16) });
  });

  it('starts on command, and refuses what its state does not allow with exit code 4 and the reason', async () => {
    const early = await liquidus('send', 'discharge', '0.3', '--tcp', tcp);
    expect(early).toMatchObject({ code: 4, out: '', err: expect.stringContaining('it is in cold') as string });
    expect(await liquidus('send', 'start', '--tcp', tcp)).toMatchObject({ code: 0, out: 'start: done; the device is in warmUp.\n' });
    const service = await liquidus('identify', '--console', 'tcp://127.0.0.1:1', '--tcp', tcp);
    expect(service).toMatchObject({ code: 4, err: expect.stringContaining('state service only') as string });
    expect((await liquidus('send', 'stop', '--rtu-tcp', rtuTcp)).code).toBe(0);
  });

  it('is silent for another unit: exit code 3 and what to check', async () => {
    expect(await liquidus('status', '--tcp', tcp, '--unit', '9')).toMatchObject({ code: 3, err: expect.stringContaining('unit') as string });
    const rtu = await liquidus('status', '--rtu-tcp', rtuTcp, '--unit', '9', '--timeout', '600');
    expect(rtu).toMatchObject({ code: 3, err: expect.stringMatching(/No answer from unit 9 .* within 600 ms; check power/) as string });
  });

  it('is watched as lines when there is no terminal', async () => {
    const { code, out } = await liquidus('watch', '--tcp', tcp, '--json', '--count', '3', '--interval', '100');
    const lines = out.trim().split('\n').map(json);
    expect({ code, states: lines.map((line) => typeof line['margin']) }).toEqual({ code: 0, states: ['number', 'number', 'number'] });
    const plain = await liquidus('watch', '--tcp', tcp, '--count', '1');
    expect(plain.out).toMatch(/^\d{4}-.*Z {2}\w+ +margin [\d.]+ K .*no alarms\n$/);
  });

  it.skipIf(!MBPOLL)('gives a foreign master the same live block over Modbus TCP (needs mbpoll)', async () => {
    const [host = '', port = ''] = tcp.split(':');
    const { code, out } = await run('mbpoll', ['-m', 'tcp', '-p', port, '-a', '1', '-0', '-r', '0', '-c', '60', '-t', '3', '-1', '-q', host]);
    const words = [...out.matchAll(/^\[(\d+)\]:\s+(-?\d+)/gm)].map((match) => Number(match[2]) & 0xffff);
    expect({ code, count: words.length }).toEqual({ code: 0, count: 60 });
    expect(words[0]).toBe(0x0101);
    expect(words[6]).toBe(words[59]);
    expect(words[34]).toBe(2200);
  });

  it.skipIf(!MBPOLL || !SOCAT)('gives it over a serial line too (needs mbpoll and socat)', async () => {
    const { code, out } = await run('mbpoll', [
      '-m',
      'rtu',
      '-a',
      '1',
      '-b',
      '19200',
      '-P',
      'even',
      '-0',
      '-r',
      '34',
      '-c',
      '1',
      '-t',
      '3',
      '-1',
      '-q',
      pty,
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\[34\]:\s+2200$/m);
  });

  it.skipIf(!SOCAT)('is read by status over a serial line (needs socat)', async () => {
    const { code, out } = await liquidus('status', '--port', pty, '--timeout', '1000');
    expect(code).toBe(0);
    expect(out).toContain(`${pty} at 19200 8E1 unit 1`);
  });

  it('says so when an address is taken', async () => {
    expect(await liquidus('rig', '--tcp', tcp)).toMatchObject({ code: 1, err: expect.stringContaining('another program listens there') as string });
  });

  it('ends on Ctrl-C with exit code 0 and leaves nothing behind', async () => {
    const exit = ended(rig.child);
    rig.child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(await refuses(tcp)).toBe(true);
    expect(existsSync(pty)).toBe(false);
    const gone = await liquidus('status', '--tcp', tcp);
    expect(gone).toMatchObject({ code: 3, err: expect.stringContaining('Nothing listens on') as string });
  });
});

describe('a blank rig', () => {
  it('has the alarms of an empty memory: status ends with exit code 2 and says what to do', async () => {
    const rig = await startRig('--tcp', '127.0.0.1:0', '--blank', '--speed', '20');
    const where = rig.ready['tcp'] ?? '';
    try {
      let status = await liquidus('status', '--tcp', where);
      // P01 and P02 come after five seconds of the board, P05 after ten.
      for (let i = 0; i < 10 && !status.out.includes('P05'); i++) status = await liquidus('status', '--tcp', where);
      expect(status.code).toBe(2);
      expect(status.out).toMatch(/P05 .*Composition estimate lost[\s\S]*send reanchor/);
      expect(status.out.replace(/\s+/g, ' ')).toContain('Not commissioned: charge and discharge are locked. Missing: fill, resistance, currentZero');
      const calibrated = await liquidus('send', 'calibrate', 'currentGain', 'as-is', '--tcp', where);
      expect(calibrated.code).toBe(0);
      const { out } = await liquidus('commission', '--tcp', where);
      expect(out).toMatch(/ 1 {2}fill +missing\n[\s\S]* 8 {2}currentGain +done +0 %\n[\s\S]*Not signed[\s\S]*Next: liquidus send reanchor/);
    } finally {
      rig.child.kill('SIGKILL');
    }
  }, 30_000);
});

describe('the demo', () => {
  it('runs rig, operator and view without a terminal too, and ends by itself when told how long', async () => {
    const { code, out } = await liquidus('demo', '--count', '6', '--speed', '60');
    expect(code).toBe(0);
    expect(out).toContain('Operator: start');
    expect(out.match(/^\S+Z {2}\w+ +margin /gm)).toHaveLength(6);
  }, 30_000);
});

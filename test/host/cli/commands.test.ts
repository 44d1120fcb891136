/** Every command, from one table: its help has examples, and a mistake gives one sentence, exit code 1, and never a stack trace. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../host/cli/program.js';
import { liquidus } from '../../system/rig-here.js';

/** All commands that do something, by their path. */
function leaves(command: Command, path: readonly string[] = []): { path: readonly string[]; command: Command }[] {
  const children = command.commands.filter((child) => child.name() !== 'help');
  const own = children.length === 0 ? [{ path, command }] : [];
  return [...own, ...children.flatMap((child) => leaves(child, [...path, child.name()]))];
}

const ALL = leaves(buildProgram()).map(({ path, command }) => [path.join(' '), command] as const);
const WITH_CONNECTION = ALL.filter(([, command]) => command.options.some(({ long }) => long === '--rtu-tcp'));
/** Arguments with which a command gets as far as its connection. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  read: ['margin'],
  write: ['setTemp=40'],
  command: ['start'],
  'config diff': ['x.yaml'],
  'config plan': ['x.yaml'],
  'config apply': ['x.yaml'],
  'config restore': ['x.yaml'],
};
/** Commands that serve at an address of --tcp instead of asking there. */
const SERVERS = new Set(['rig', 'demo', 'serve']);

describe.each(ALL)('liquidus %s', (path, command) => {
  const words = path.split(' ');

  it('has a help with description, examples of its own, and the exit codes', async () => {
    const { code, out } = await liquidus(...words, '--help');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(new RegExp(`^Usage: liquidus ${path.split(' ')[0] ?? ''}`));
    const parent = words[0] ?? '';
    expect(out).toMatch(new RegExp(`Examples?:\\n(?:  .*\\n)*?  (?:[A-Z_]+=\\S+ )?liquidus ${parent}\\b`));
    expect(out).toContain('Exit codes: ');
    expect(command.description().length).toBeGreaterThan(10);
  });

  it('answers a wrong option with one sentence and exit code 1', async () => {
    const { code, out, err } = await liquidus(...words, '--no-such-option');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^liquidus: (unknown option|missing required argument|required option)/);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe.each(WITH_CONNECTION.filter(([path]) => !SERVERS.has(path)))('liquidus %s with a connection', (path, command) => {
  const words = [...path.split(' '), ...(ARGUMENTS[path] ?? [])];
  const ofDevice = command.options.some(({ long }) => long === '--unit');

  it('without one, or with two, says which flags there are', async () => {
    for (const flags of [[], ['--tcp', '127.0.0.1:1', '--port', '/dev/ttyUSB0']]) {
      const { code, out, err } = await liquidus(...words, ...flags);
      expect({ path, code, out }).toEqual({ path, code: 1, out: '' });
      expect(err).toMatch(/Give one of --port DEVICE, --tcp HOST:PORT or --rtu-tcp HOST:PORT\.\n$/);
    }
  });

  it.skipIf(!ofDevice || path === 'sniff' || path === 'conform')(
    'at an address where nobody listens ends with exit code 3 and one sentence',
    async () => {
      const { code, out, err } = await liquidus(...words, '--tcp', '127.0.0.1:1');
      expect({ path, code, out }).toEqual({ path, code: 3, out: '' });
      expect(err).toMatch(/Nothing listens on 127\.0\.0\.1:1; start the gateway or the rig, or correct the port number\.\n$/);
      expect(err).not.toMatch(/^\s+at /m);
    },
  );
});

describe('output', () => {
  it('into a pipe that closes ends quietly', async () => {
    const root = new URL('../../..', import.meta.url).pathname;
    const child = spawn('bash', ['-c', 'set -o pipefail; node --no-warnings dist/host/cli/main.js read --list | head -1'], {
      cwd: root,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    await new Promise((done) => child.on('close', done));
    expect(out).toMatch(/^mapVersion /);
    expect(err).toBe('');
  }, 60_000);

  it.skipIf(!existsSync('/dev/full'))(
    'onto a full disk ends with one sentence and exit code 1',
    () => {
      const root = new URL('../../..', import.meta.url).pathname;
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', 'dist/host/cli/main.js', 'completion', 'bash'], {
        cwd: root,
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect([status, stderr]).toEqual([1, 'liquidus: The output cannot be written: the disk is full; free some room.\n']);
    },
    60_000,
  );

  it('has no colours when it is no terminal', async () => {
    const { out } = await liquidus('read', '--list');
    expect(out).not.toContain('\u001b');
  });
});

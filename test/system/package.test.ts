/** The package as npm packs it, unpacked elsewhere beside the packages that it names as dependencies and no others. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const elsewhere = mkdtempSync(join(tmpdir(), 'liquidus-package-'));
const installed = join(elsewhere, 'node_modules', 'liquidus');
const program = [join(installed, 'dist', 'host', 'cli', 'main.js')];

/** Runs a command of the package to its end. */
function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [...program, ...args], { cwd: elsewhere, encoding: 'utf8' });
}

beforeAll(() => {
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', elsewhere], { cwd: ROOT, encoding: 'utf8' });
  mkdirSync(installed, { recursive: true });
  spawnSync('tar', ['-xzf', join(elsewhere, packed.stdout.trim()), '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    const place = join(elsewhere, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place);
  }
}, 60_000);

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

describe('the package, installed elsewhere', () => {
  it('holds the bundles of every board with their manifest, and the documents', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'dist', 'firmware', 'manifest.json'), 'utf8')) as Record<string, { file: string }>;
    const bundles = readdirSync(join(installed, 'dist', 'firmware'));
    expect(Object.keys(manifest)).toContain('pico');
    for (const { file } of Object.values(manifest)) expect(bundles).toContain(file);
    expect(readdirSync(join(installed, 'docs'))).toContain('flashing.md');
  });

  it('runs a scenario that comes with it, by its name', () => {
    const { status, stdout, stderr } = run('hil', 'run', 'e-stop', '--json');
    expect(stderr).not.toContain('Internal error');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ green: 1, red: 0 });
  });

  it('flashes its own bundle: it finds it, and then no port', () => {
    expect(run('flash', '--port', '/dev/tty-not-there', '--board', 'pico')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('There is no port /dev/tty-not-there') as string,
    });
  });

  it('serves a virtual rig and reads it', async () => {
    const rig = spawn(process.execPath, [...program, 'rig', '--tcp', '127.0.0.1:0', '--json', '--speed', '20'], { cwd: elsewhere });
    try {
      const line = await new Promise<string>((resolve) => rig.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString())));
      const { tcp } = JSON.parse(line) as { tcp: string };
      const status = run('status', '--tcp', tcp, '--json');
      expect([status.status, status.stderr]).toEqual([0, '']);
      expect(JSON.parse(status.stdout)).toHaveProperty('state');
    } finally {
      rig.kill('SIGTERM');
    }
  });
});

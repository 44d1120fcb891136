import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BOARDS } from '../../../firmware/model/boards.js';

const NAMES = BOARDS.map((b) => b.id).join(', ');
const ROOT = join(import.meta.dirname, '..', '..', '..');

function buildCommand(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = ['--no-warnings', '--import', './.config/ts-node.mjs', 'firmware/build/build.ts', ...options];
  return spawnSync(process.execPath, script, { cwd: ROOT, encoding: 'utf8' });
}

describe('build command', () => {
  it.each([
    [['--board', 'nonsense'], `build: unknown board "nonsense"; boards: ${NAMES}\n`],
    [['--board', 'wifi'], `build: the pin table of board "wifi" is not settled, so no bundle is built for it; boards: ${NAMES}\n`],
    [['--bord', 'pico'], "build: Unknown option '--bord'; the options are --board NAME, --metal NAME and --verify\n"],
  ])('answers %s with one sentence and exit code 1', (options, sentence) => {
    expect(buildCommand(...options)).toMatchObject({ status: 1, stdout: '', stderr: sentence });
  });
});

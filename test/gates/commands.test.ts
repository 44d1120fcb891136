import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** A program behind `make`, with what was typed after it. */
function run(...args: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--import', './.config/ts-node.mjs', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: status, text: stdout + stderr };
}

describe('a command behind make', () => {
  it('tells what it can do', () => {
    const { code, text } = run('test/bench/soak.ts', '--help');
    expect(code).toBe(0);
    expect(text).toMatch(/--days <n>.*days/);
  });

  it.each([
    ['test/bench/soak.ts', ['--day', '3'], 'Did you mean --days?'],
    ['test/bench/soak.ts', ['--days', 'ten'], '--days takes a number of'],
    ['test/bench/planted.ts', ['--only', 'nothing-of-this-name'], 'no mistake is called "nothing-of-this-name"'],
  ])('answers what was typed wrong with a sentence and not with a stack: %s %s', (file, args, sentence) => {
    const { code, text } = run(file, ...args);
    expect(code).toBe(1);
    expect(text).toContain(sentence);
    expect(text).not.toMatch(/^\s+at /m);
  });
});

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFirmware } from '../../../firmware/build/bundle.js';
import { grammarErrors } from '../../../firmware/build/grammar.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { decodeTokens } from '../../../firmware/model/tokens.js';

const PICO = boardRow('pico');
let tree: string;

/** Writes source files under a firmware folder of their own and builds the Pico's bundle from them. */
function build(files: Record<string, string>): ReturnType<typeof bundleFirmware> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, 'firmware', name)), { recursive: true });
    writeFileSync(join(tree, 'firmware', name), text);
  }
  return bundleFirmware(join(tree, 'firmware'), PICO);
}

/** Runs a bundle with `show` in its world and answers what it showed, as JSON. */
function shown(code: string, globals: Record<string, unknown> = {}): string {
  const out: unknown[] = [];
  runInNewContext(code, { show: (...values: unknown[]) => out.push(...values), ...globals });
  return JSON.stringify(out);
}

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'liquidus-bundle-'));
});
afterEach(() => {
  rmSync(tree, { recursive: true });
});

const MODERN = `
import type { Shape } from './shape.js';
import { area, Kind } from './shape.js';
const shapes: Shape[] = [{ kind: Kind.square, side: 3 }, { kind: Kind.cube, side: 2 }];
class Counter {
  #n = 0;
  static start = 5;
  add(step = 2, ...more: number[]): this { this.#n += step + more.length; return this; }
  get total(): number { return this.#n + Counter.start; }
}
const late: (() => number)[] = [];
for (let i = 0; i < 3; i++) late.push(() => i);
const { length, [0]: first } = shapes as Shape[] & { 0: Shape };
let unset: { deep?: { er: number } } | null = null as { deep?: { er: number } } | null;
unset ??= { ...{ deep: { er: 7 } } };
show(shapes.map(area), new Counter().add().add(1, 9, 9).total, late.map((f) => f()), length, first.side, unset?.deep?.er ?? 0, Math.max(...[1, 4]), after());
function after(): string { return \`a\${Kind.cube}\`; }
`;
const SHAPE = `
export const enum Kind { square = 2, cube = 3 }
export interface Shape { kind: Kind; side: number }
export function area(s: Shape): number { let a = 1; for (let i = 0; i < (s.kind as number); i++) a *= s.side; return a; }
`;

describe('firmware bundle', () => {
  it('keeps the meaning of modern syntax and passes the grammar gate', async () => {
    const { text } = await build({ 'main.ts': MODERN, 'shape.ts': SHAPE });
    expect(grammarErrors(text)).toEqual([]);
    expect(shown(text)).toBe('[[9,8],10,[0,1,2],2,3,7,4,"a3"]');
  });

  it('is the same, digest included, at every build', async () => {
    const files = { 'main.ts': MODERN, 'shape.ts': SHAPE };
    const first = await build(files);
    const second = await build(files);
    expect(second).toEqual(first);
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('counts and hashes the bytes of the boot file, which say what the text says', async () => {
    const { code, text, bytes, sha256 } = await build({ 'main.ts': MODERN, 'shape.ts': SHAPE });
    const boot = Buffer.from(code, 'latin1');
    expect(bytes).toBe(boot.length);
    expect(bytes).toBeLessThan(text.length);
    expect(sha256).toBe(createHash('sha256').update(boot).digest('hex'));
    expect(decodeTokens(code)).toBe(text);
  });

  it('contains nothing of the place where it was built', async () => {
    const { text, map } = await build({ 'main.ts': MODERN, 'shape.ts': SHAPE });
    expect(text + map).not.toContain(tree);
    expect((JSON.parse(map) as { sources: string[] }).sources).toEqual(['../../firmware/shape.ts', '../../firmware/main.ts']);
  });

  it('maps the text back to file and line of the source', async () => {
    const { text, map } = await build({ 'main.ts': MODERN, 'shape.ts': SHAPE });
    const origin = new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]);
    const lineOf = (text: string, source: string): number => source.split('\n').findIndex((line) => line.includes(text));
    expect(origin.findEntry(0, text.indexOf('show('))).toMatchObject({
      originalSource: '../../firmware/main.ts',
      originalLine: lineOf('show(', MODERN),
    });
    expect(origin.findEntry(0, text.indexOf('*='))).toMatchObject({ originalSource: '../../firmware/shape.ts', originalLine: lineOf('*=', SHAPE) });
  });

  it('writes pins and ports of the board as the free names of the interpreter', async () => {
    const main = `import { BOARD } from './board/row.js';
      const port = BOARD.serial.port as unknown as { id: string };
      show(BOARD.pins.contactor, port.id, BOARD.number, BOARD.console, BOARD.pins);`;
    const { text } = await build({ 'main.ts': main, 'board/row.ts': 'export const BOARD: any = {};' });
    const pins = Object.fromEntries(Object.values(PICO.pins).map((p) => [p, { pin: p }]));
    const world = { ...pins, Serial2: { id: 'second' }, A2: 0, A3: 0, A15: 0, I2C1: 0, B8: 0, B9: 0 };
    const [contactor, port, number, console, all] = JSON.parse(shown(text, world)) as unknown[];
    expect([contactor, port, number, console]).toEqual([{ pin: PICO.pins.contactor }, 'second', PICO.number, PICO.console]);
    expect(all).toMatchObject({ heater: { pin: PICO.pins.heater } });
  });

  it('leaves out of the bundle what tables are worked out from', async () => {
    const rows = `export const ROWS = [{ doc: 'a long explanation', level: 1.5 }, { doc: 'another one', level: 2 }];`;
    const table = `import { ROWS } from './rows.js';
      export const LEVELS = ROWS.map((r) => r.level * 10);
      export const WORDS = new Uint16Array([1, 65535]);
      export const UNUSED = [4711];`;
    const main = `import { LEVELS, WORDS } from './levels.table.js'; show(LEVELS, WORDS.length, WORDS[1]);`;
    const { text } = await build({ 'rows.ts': rows, 'levels.table.ts': table, 'main.ts': main });
    expect(shown(text)).toBe('[[15,20],2,65535]');
    expect(text).not.toMatch(/explanation|4711/);
  });

  it.each([
    ['a package', { 'main.ts': `import a from 'acorn'; show(a);` }, /imports "acorn"; the firmware imports relative files only/],
    ['a file outside', { 'main.ts': `import { a } from '../host/a.js'; show(a);` }, /imports "\.\.\/host\/a\.js", which is outside firmware/],
    ['a missing file', { 'main.ts': `import { a } from './a.js'; show(a);` }, /imports "\.\/a\.js", and there is no such file/],
    ['a missing export', { 'main.ts': `import { b } from './a.js'; show(b);`, 'a.ts': 'export const a = 1;' }, /"b" is not exported/],
    [
      'a cycle',
      {
        'main.ts': `import { a } from './a.js'; show(a());`,
        'a.ts': `import { b } from './b.js'; export const a = () => b();`,
        'b.ts': `import { a } from './a.js'; export const b = () => a();`,
      },
      /Circular dependency/,
    ],
    [
      'a table without a value',
      { 'main.ts': `import { A } from './a.table.js'; show(A);`, 'a.table.ts': 'export const A = [1, NaN];' },
      /a\.table\.ts: A\[1\] is NaN/,
    ],
  ])('refuses %s', async (_title, files, message) => {
    await expect(build(files as Record<string, string>)).rejects.toThrow(message);
  });
});

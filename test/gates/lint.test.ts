import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** One snippet a construct that firmware sources may not contain, with a word of the message. */
const REFUSED: readonly [title: string, code: string, message: string][] = [
  ['async function', 'export async function f() {}', 'async'],
  ['async arrow', 'export const f = async () => 1;', 'async'],
  ['generator', 'export function* f() {}', 'Generators'],
  ['label', 'a: for (;;) { break a; }', 'Labels'],
  ['tagged template', 'export const a = f`a`;', 'Tagged'],
  ['BigInt', 'export const a = 1n;', 'BigInt'],
  ['power', 'export const a = 2 ** 3;', 'Powers'],
  ['power assignment', 'let a = 2; a **= 3; export { a };', 'Powers'],
  ['named class expression', 'export const A = class B {};', 'class expression'],
  ['extended Error', 'export class A extends Error {}', 'Built-in'],
  ['extended typed array', 'export class A extends Uint8Array {}', 'Built-in'],
  ['extended expression', 'export class A extends f() {}', 'plain name'],
  ['keyword as a method', 'export class A { of() { return 1; } }', 'class member'],
  ['keyword as a static method', 'export class A { static delete() { return 1; } }', 'class member'],
  ['keyword as a field', 'export class A { in = 1; }', 'class member'],
  ['quoted method', 'export class A { "f"() { return 1; } }', 'quoted name'],
  ['keyword as a getter', 'export const o = { get delete() { return 1; } };', 'accessor'],
  ['keyword as a setter', 'export const o = { set new(v: number) { f(v); } };', 'accessor'],
  ['super in an object', 'export const o = { f() { return super.toString(); } };', 'super'],
  ['new.target', 'export function F() { return new.target; }', 'new.target'],
  ['case after default', 'switch (a) { default: f(); break; case 1: g(); }', 'default:'],
  ['lookahead', 'export const a = /a(?=b)/;', 'lookaround'],
  ['named group', 'export const a = /(?<n>a)/;', 'lookaround'],
  ['flag of a regular expression', 'export const a = /a/s;', 'flags'],
  ['assignment to length', 'a.length = 0;', 'length'],
  ['assignment to arguments', 'export function f() { arguments[0] = 1; }', 'arguments'],
  ['symbols', 'export const a = Symbol("a");', 'symbols'],
  ['with', 'with (a) { f(); }', 'with'],
  ['dynamic import', 'export const a = import("./a.js");', 'one file'],
  ['any', 'export const a: any = 1;', 'any'],
  ['non-null assertion', 'export const a = b!;', 'non-null'],
  ['type imported as a value', 'import { BoardRow } from "./model/boards.js"; export const a: BoardRow = b;', 'type'],
  ['loose comparison', 'export const a = b == 1;', '==='],
];

/** Constructs that the build lowers or the interpreter has. */
const ACCEPTED = `
export class A {
  x = 3;
  static y = 4;
  get() { return this.x; }
  set(v: number) { this.x = v; }
  get b() { return 1; }
}
export class B extends A {
  f(a = 1, ...more: number[]) { return super.get() + a + more.length; }
}
export function f(o: { p?: { q: number } }, k: string): string {
  for (const c of k) if (c === 'a') continue;
  const { p } = o;
  const all = { [k]: p?.q ?? 0, ...{ delete: 1 } };
  switch (all.delete) { case 1: return \`one\${p}\`; default: return /^a$/i.test(k) ? k : ''; }
}
`;

describe('lint rules of the firmware', () => {
  let eslint: ESLint;
  beforeAll(() => {
    eslint = new ESLint({ cwd: ROOT, overrideConfigFile: join(ROOT, '.config', 'eslint.config.mjs') });
  });

  async function messages(code: string, file: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath: join(ROOT, file) });
    return (result?.messages ?? []).map((m) => m.message);
  }

  it.each(REFUSED)('refuse %s', async (_title, code, message) => {
    expect((await messages(code, 'firmware/snippet.ts')).join('\n')).toContain(message);
  });

  it('are all shown by a snippet above', async () => {
    const config = (await eslint.calculateConfigForFile(join(ROOT, 'firmware/snippet.ts'))) as {
      rules: Record<string, [number, ...{ message: string }[]]>;
    };
    const [, ...rows] = config.rules['no-restricted-syntax'] ?? [2];
    const shown = (await Promise.all(REFUSED.map(([, code]) => messages(code, 'firmware/snippet.ts')))).flat();
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.map((r) => r.message).filter((m) => !shown.includes(m))).toEqual([]);
  });

  it('accept what the build lowers and the interpreter has', async () => {
    expect(await messages(ACCEPTED, 'firmware/snippet.ts')).toEqual([]);
  });

  it('hold for sources of the board only, not for its build', async () => {
    const file = 'firmware/build/table.ts';
    const found = await messages(readFileSync(join(ROOT, file), 'utf8') + 'export const f = async (): Promise<number> => 2 ** 3;\n', file);
    expect(found).toEqual([]);
  });
});

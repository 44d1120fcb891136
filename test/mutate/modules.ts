/**
 * Loads TypeScript modules for the mutation run: as CommonJS, so that the state of the firmware is made anew within a millisecond. What does not
 * change while tests run (rows, tables, bench) is kept; sources with planted mistakes come from where `plantMutants` has left them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { Script } from 'node:vm';
import { transformSync } from '@swc/core';
import { INSTRUMENTED, ROOT } from './places.js';

type Exports = Record<string, unknown>;
type Body = (
  exports: Exports,
  require: (target: string) => unknown,
  module: { exports: Exports },
  filename: string,
  dirname: string,
  vi: unknown,
) => unknown;
/** What a module sees as `vitest`: its mocks count from its own folder. */
export type Face = (dir: string) => Exports & { vi: unknown };

/** Statements of the top level that vitest runs before the imports: a call of `vi.hoisted` or `vi.mock`, on one line or up to the line that ends it. */
const HOISTED = /^(?:const \w+ = )?vi\.(?:hoisted|mock)\((?:.*\);$|[\s\S]*?^\}\)?\);$)/gm;

/** Rows, tables and the board's row have no state: they are the same for every test on a board. */
const STATELESS = /^firmware\/(?:model\/|board\/row\.ts|.*\.table\.ts)/;

/** A wait on the top level of a module. */
const WAITS = /^(?:const [^=]+ = )?await /m;

const bodies = new Map<string, Body>();

/** The text of a module as a function. */
function bodyOf(file: string): Body {
  const known = bodies.get(file);
  if (known) return known;
  const planted = join(INSTRUMENTED, relative(ROOT, file));
  let source = readFileSync(existsSync(planted) ? planted : file, 'utf8');
  const first = source.match(HOISTED) ?? [];
  source = source.replace(HOISTED, '');
  const compile = (text: string): string =>
    transformSync(text, {
      filename: file,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
      configFile: false,
      swcrc: false,
    }).code;
  const hoisted = first
    .map((text) =>
      compile(text)
        .replace('"use strict";', '')
        .replace(/^const /m, 'var '),
    )
    .join('\n');
  const body = new Script(
    `(${WAITS.test(source) ? 'async ' : ''}function(exports,require,module,__filename,__dirname,vi){"use strict";${hoisted}\n${compile(source)}\n})`,
    {
      filename: file,
    },
  ).runInThisContext() as Body;
  bodies.set(file, body);
  return body;
}

export class Modules {
  private readonly loaded = new Map<string, { exports: Exports }>();
  /** Stateless modules by board. */
  private readonly kept = new Map<string, Map<string, { exports: Exports }>>();
  private readonly mocks = new Map<string, () => unknown>();
  /** Ends when the module that was loaded last and waits on its top level has come to its end. */
  waits: Promise<unknown> = Promise.resolve();
  private readonly lasting = new Map<string, () => unknown>();

  constructor(private readonly face: Face) {}

  /** Forgets every module with a state: of the firmware, and with `tests` of the tests too. */
  reset(tests: boolean): void {
    for (const file of this.loaded.keys()) {
      const path = relative(ROOT, file);
      if (path.startsWith('firmware/') || (tests && path.startsWith('test/'))) this.loaded.delete(file);
    }
    if (tests) this.mocks.clear();
  }

  /** `target`, as named in the folder `dir`, is what `make` gives from the next import on. */
  mock(dir: string, target: string, make: () => unknown, lasting = false): void {
    (lasting ? this.lasting : this.mocks).set(resolve(dir, target).replace(/\.js$/, '.ts'), make);
  }

  load(file: string): Exports {
    const mock = this.mocks.get(file) ?? this.lasting.get(file);
    if (mock) return mock() as Exports;
    const registry = this.registryOf(file);
    const known = registry.get(file);
    if (known) return known.exports;
    const module = { exports: {} as Exports };
    registry.set(file, module);
    const dir = dirname(file);
    const outside = createRequire(file);
    const require = (target: string): unknown => {
      if (target === 'vitest') return this.face(dir);
      if (target.startsWith('.')) return target.endsWith('.json') ? outside(target) : this.load(resolve(dir, target).replace(/\.js$/, '.ts'));
      return outside(target);
    };
    const end = bodyOf(file)(module.exports, require, module, file, dir, this.face(dir).vi);
    if (end instanceof Promise) this.waits = end;
    return module.exports;
  }

  private registryOf(file: string): Map<string, { exports: Exports }> {
    if (!STATELESS.test(relative(ROOT, file))) return this.loaded;
    const board = (globalThis as { LIQUIDUS_BOARD?: string }).LIQUIDUS_BOARD ?? 'pico';
    let registry = this.kept.get(board);
    if (!registry) this.kept.set(board, (registry = new Map<string, { exports: Exports }>()));
    return registry;
  }
}

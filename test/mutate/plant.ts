/**
 * Plants mistakes: every one that Stryker's instrumenter knows for a file goes into one text, each behind a switch, so that a mistake is made by
 * naming it and not by compiling again. The functions `stryMutAct_9fa48` (is this one made?) and `stryCov_9fa48` (these were passed) come from
 * the engine.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { rollup } from 'rollup';
import { boardRow } from '../../firmware/model/boards.js';
import { stripTypes } from '../../firmware/build/lower.js';
import { rowModule, rowValues } from '../../firmware/build/row.js';
import { sourceFile } from '../../firmware/build/source.js';
import { TABLE_FILE, tableModule } from '../../firmware/build/table.js';
import { BUNDLES, INSTRUMENTED, ROOT } from './places.js';

/** A mistake: where, what stands there, and what in its place. */
export interface Mutant {
  readonly id: string;
  /** Path from the root of the repository. */
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly original: string;
  readonly replacement: string;
}

/** What the instrumenter would tell is of no interest here. */
const quiet = new Proxy({}, { get: () => (): boolean => false });

/** Text between two places of a file, lines and columns from 0. */
function cut(text: string, from: { line: number; column: number }, to: { line: number; column: number }): string {
  const lines = text.split('\n').slice(from.line, to.line + 1);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, to.column);
  lines[0] = (lines[0] ?? '').slice(from.column);
  return lines.join('\n');
}

/** Plants the mistakes of `files` and leaves the texts for the engine. */
export async function plantMutants(files: readonly string[]): Promise<Mutant[]> {
  const texts = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
  const inputs = [...texts].map(([name, content]) => ({ name, content, mutate: true }));
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };
  const { files: planted, mutants } = await new Instrumenter(quiet as never).instrument(inputs, options);
  for (const { name, content } of planted) {
    const file = join(INSTRUMENTED, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
    id,
    file: fileName,
    line: location.start.line + 1,
    kind: mutatorName,
    original: cut(texts.get(fileName) ?? '', location.start, location.end),
    replacement: replacement ?? '',
  }));
}

/** The switches inside a bundle: a function that the interpreter brings leads out of its realm to the engine. */
const SWITCHES = `var mutation = setInterval.constructor('return globalThis')().mutation, stryMutAct_9fa48 = mutation.active, stryCov_9fa48 = mutation.cover;\n`;

/** Leaves the bundle of a board with the planted mistakes for the engine: the sources joined, without the steps that only make them smaller. */
export async function plantBundle(board: string, files: readonly string[]): Promise<void> {
  const firmware = join(ROOT, 'firmware');
  const row = boardRow(board);
  const rowFile = join(firmware, 'board', 'row.ts');
  const planted = new Map(files.map((file) => [join(ROOT, file), join(INSTRUMENTED, file)]));
  const joined = await rollup({
    input: join(firmware, 'main.ts'),
    plugins: [
      {
        name: 'planted-sources',
        resolveId: (target, importer) => (importer === undefined ? target : sourceFile(target, importer, firmware)),
        load(id) {
          if (id === rowFile) return rowModule(row);
          return TABLE_FILE.test(id) ? tableModule(id, firmware, row) : readFileSync(planted.get(id) ?? id, 'utf8');
        },
        transform: (code, id) => (id === rowFile || TABLE_FILE.test(id) ? null : stripTypes(code, id, rowValues(row, rowFile, id), row.id)),
      },
    ],
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await joined.generate({ format: 'iife', strict: false });
  await joined.close();
  mkdirSync(BUNDLES, { recursive: true });
  writeFileSync(join(BUNDLES, `${board}.js`), SWITCHES + output[0].code);
}

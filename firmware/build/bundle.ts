/**
 * One board's bundle: rollup joins the modules and leaves out what nothing uses, then the text is lowered, ordered and shortened.
 * The result depends on the sources and the board's row only: no dates, no paths of the machine.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { rollup } from 'rollup';
import type { LoadResult, Plugin } from 'rollup';
import type { BoardRow } from '../model/boards.js';
import { foldNumbers, lowerSyntax, orderFunctions, shorten, stripTypes } from './lower.js';
import { nameHotFirst } from './names.js';
import { sourceFile } from './source.js';
import { unrollLoops } from './unroll.js';
import { rowModule, rowValues } from './row.js';
import { TABLE_FILE, tableModule } from './table.js';

/** Text of the boot file and what identifies it. */
export interface Bundle {
  /** Exactly the bytes that lie in the board's boot file; ASCII. */
  readonly code: string;
  /** Source map, version 3, sources relative to dist/firmware/. */
  readonly map: string;
  readonly bytes: number;
  /** SHA-256 of `code`, hexadecimal. */
  readonly sha256: string;
}

/** Source files of the firmware, with the board's row in place of firmware/board/row.ts and the tables worked out. */
function sources(firmwareDir: string, row: BoardRow): Plugin {
  const rowFile = join(firmwareDir, 'board', 'row.ts');
  return {
    name: 'firmware-sources',
    resolveId: (target, importer) => (importer === undefined ? target : sourceFile(target, importer, firmwareDir)),
    async load(id): Promise<LoadResult> {
      if (id === rowFile) return rowModule(row);
      return TABLE_FILE.test(id) ? tableModule(id, firmwareDir, row) : null;
    },
    async transform(code, id) {
      return id === rowFile || TABLE_FILE.test(id) ? null : stripTypes(code, id, rowValues(row, rowFile, id));
    },
  };
}

/** Steps on the joined text, in this order; rollup chains their source maps. */
const steps: Plugin[] = [unrollLoops, foldNumbers, lowerSyntax, orderFunctions, shorten, nameHotFirst].map((step) => ({
  name: step.name,
  renderChunk: (code: string) => step(code),
}));

/**
 * Builds the bundle of one board from `firmwareDir`/main.ts. Throws on anything that rollup warns about: an import cycle or a
 * missing export fails on the board, not here, if it gets through.
 */
export async function bundleFirmware(firmwareDir: string, row: BoardRow): Promise<Bundle> {
  const joined = await rollup({
    input: join(firmwareDir, 'main.ts'),
    plugins: [sources(firmwareDir, row), ...steps],
    treeshake: { moduleSideEffects: false },
    onwarn(warning) {
      throw new Error(`${warning.code ?? 'rollup'}: ${warning.message}`);
    },
  });
  const file = join(firmwareDir, '..', 'dist', 'firmware', `${row.id}.js`);
  const { output } = await joined.generate({ format: 'iife', strict: false, sourcemap: 'hidden', file });
  await joined.close();
  const chunk = output[0];
  if (!chunk.map) throw new Error(`no source map came with the bundle for ${row.id}`);
  const code = chunk.code.trimEnd();
  return { code, map: chunk.map.toString(), bytes: Buffer.byteLength(code), sha256: createHash('sha256').update(code).digest('hex') };
}

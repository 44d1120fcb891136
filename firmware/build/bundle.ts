/**
 * One board's bundle: rollup joins the modules and leaves out what nothing uses, then the text is lowered, ordered and shortened,
 * and at last written with the interpreter's tokens.
 * The result depends on the sources and the board's row only: no dates, no paths of the machine.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { rollup } from 'rollup';
import type { LoadResult, Plugin } from 'rollup';
import type { BoardRow } from '../model/boards.js';
import { compress, foldNumbers, lowerSyntax, orderFunctions, stripTypes, withoutComments } from './lower.js';
import { nameHotFirst } from './names.js';
import { nameNatives } from './natives.js';
import { writeNumbersAsText } from './number-texts.js';
import { rowModule, rowValues } from './row.js';
import { sourceFile } from './source.js';
import { TABLE_FILE, tableModule } from './table.js';
import { encodeTokens } from './tokens.js';
import { unrollLoops } from './unroll.js';
import { nameConstants, shorten } from './words.js';

/** The boot file, what identifies it, and what it says. */
export interface Bundle {
  /** Exactly what lies in the board's boot file, one character a byte: ASCII and the tokens of firmware/model/tokens.ts. */
  readonly code: string;
  /** What `code` says, in plain JavaScript; ASCII. */
  readonly text: string;
  /** Source map of `text`, version 3, sources relative to dist/firmware/. */
  readonly map: string;
  /** Length of `code`. */
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
      return id === rowFile || TABLE_FILE.test(id) ? null : stripTypes(code, id, rowValues(row, rowFile, id), row.id);
    },
  };
}

/** Steps on the joined text, in this order; rollup chains their source maps. */
const steps: Plugin[] = [
  unrollLoops,
  foldNumbers,
  lowerSyntax,
  orderFunctions,
  nameNatives,
  compress,
  writeNumbersAsText,
  nameHotFirst,
  nameConstants,
  shorten,
].map((step) => ({
  name: step.name,
  renderChunk: (code: string) => step(code),
}));

/**
 * The joined modules of one board as plain JavaScript, for the emulator: what a board would run, without the steps that make it short and cheap there.
 */
export async function plainFirmware(firmwareDir: string, row: BoardRow): Promise<string> {
  const joined = await rollup({ input: join(firmwareDir, 'main.ts'), plugins: [sources(firmwareDir, row)], treeshake: { moduleSideEffects: false } });
  const { output } = await joined.generate({ format: 'iife', strict: false });
  await joined.close();
  return withoutComments(output[0].code);
}

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
  const file = join(firmwareDir, '..', 'dist', 'firmware', `${row.id}.text.js`);
  const { output } = await joined.generate({ format: 'iife', strict: false, sourcemap: 'hidden', file });
  await joined.close();
  const chunk = output[0];
  if (!chunk.map) throw new Error(`no source map came with the bundle for ${row.id}`);
  const text = chunk.code.trimEnd();
  const code = encodeTokens(text);
  return { code, text, map: chunk.map.toString(), bytes: code.length, sha256: createHash('sha256').update(code, 'latin1').digest('hex') };
}

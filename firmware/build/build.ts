/**
 * Command: builds the bundles that are flashed, dist/firmware/<board>.js, each with its text in plain JavaScript (<board>.text.js) and the
 * text's source map and the names of its process image (<board>.image.json), and manifest.json with their digests.
 * Options: `--board NAME` builds one board instead of all; `--metal NAME` for another liquid metal than Na–K, as <board>-<metal>.js; `--verify` builds again and compares with what an earlier build left.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UNBUILT_BOARDS } from '../model/board-specs.js';
import { BOARDS } from '../model/boards.js';
import type { BoardRow } from '../model/boards.js';
import { METALS, type MetalName } from '../model/metal.js';
import { stimulusRow } from '../model/stimulus.js';
import { boardErrors } from './board-check.js';
import { bundleFirmware } from './bundle.js';
import type { Bundle } from './bundle.js';
import { fitOf } from './fit.js';
import type { Fit } from './fit.js';
import { grammarErrors } from './grammar.js';
import { tableValues } from './table.js';
import { tokenErrors } from './tokens.js';

/** A mistake of the caller or of the sources: its message is all that is shown. */
class BuildError extends Error {}

const FIRMWARE = resolve(import.meta.dirname, '..');
const STIMULUS = resolve(FIRMWARE, '..', 'hil', 'stimulus');
const OUT = resolve(FIRMWARE, '..', 'dist', 'firmware');
const MANIFEST = join(OUT, 'manifest.json');

/** manifest.json: per board the bundle's file name, its size in bytes and its SHA-256. */
type Manifest = Record<string, { file: string; bytes: number; sha256: string }>;

function options(): { board?: string | undefined; metal?: string | undefined; verify?: boolean | undefined } {
  try {
    return parseArgs({ options: { board: { type: 'string' }, metal: { type: 'string' }, verify: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new BuildError(`${(error as Error).message}; the options are --board NAME, --metal NAME and --verify`);
  }
}

function selectBoards(id: string | undefined): readonly BoardRow[] {
  if (id === undefined) return BOARDS;
  const row = BOARDS.find((b) => b.id === id);
  if (row) return [row];
  const names = BOARDS.map((b) => b.id).join(', ');
  if (UNBUILT_BOARDS.some((b) => b.id === id))
    throw new BuildError(`the pin table of board "${id}" is not settled, so no bundle is built for it; boards: ${names}`);
  throw new BuildError(`unknown board "${id}"; boards: ${names}`);
}

/** Name of a metal that a bundle can be built for. */
function metalName(name: string): MetalName {
  if (name in METALS) return name as MetalName;
  throw new BuildError(`unknown metal "${name}"; metals: ${Object.keys(METALS).join(', ')}`);
}

/** Builds one board and puts it through the gates: grammar, tokens, then size. */
async function buildBoard(firmwareDir: string, row: BoardRow): Promise<Bundle> {
  const misplaced = boardErrors(row);
  if (misplaced.length > 0) throw new BuildError(`the row of ${row.id} cannot be wired: ${misplaced.join('; ')} (firmware/model/board-specs.ts)`);
  return buildProgram(firmwareDir, row);
}

/** Bundles a program and puts it through the gates of the interpreter: grammar and tokens. */
async function buildProgram(firmwareDir: string, row: BoardRow): Promise<Bundle> {
  const bundle = await bundleFirmware(firmwareDir, row);
  const wrong = grammarErrors(bundle.text);
  if (wrong.length > 0) {
    throw new BuildError(`the interpreter would not run the bundle for ${row.id}:\n${wrong.map((w) => `  ${w}`).join('\n')}`);
  }
  const changed = tokenErrors(bundle.text, bundle.code);
  if (changed.length > 0) throw new BuildError(`the bytes for ${row.id} do not say what its text says: ${changed.join('; ')}`);
  return bundle;
}

/** Name of every place of the board's process image, in their order. */
async function imageNames(row: BoardRow): Promise<unknown> {
  return (await tableValues(join(FIRMWARE, 'sense', 'names.table.ts'), FIRMWARE, row))['NAMES'];
}

/** Figures of a bundle. Throws when it does not fit a board that it should fit, or fits one whose row says that it does not. */
function judge(bundle: Bundle, row: BoardRow): Fit {
  const fit = fitOf(bundle, row);
  if (fit.excess.length > 0 && row.tooSmall !== true) throw new BuildError(refusal(row, fit));
  if (fit.excess.length === 0 && row.tooSmall === true)
    throw new BuildError(`the bundle for ${row.id} fits: take tooSmall off its row (firmware/model/board-specs.ts)`);
  return fit;
}

function refusal(row: BoardRow, fit: Fit): string {
  return `${row.id} is refused: its bundle takes ${fit.excess.join('; ')}`;
}

/** Manifest of an earlier build; empty when there is none. */
function readManifest(): Manifest {
  return existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Manifest) : {};
}

/** Builds and writes; the number of bundles that were written. */
async function write(rows: readonly BoardRow[], manifest: Manifest): Promise<number> {
  mkdirSync(OUT, { recursive: true });
  let written = 0;
  for (const row of rows) {
    const bundle = await buildBoard(FIRMWARE, row);
    const fit = judge(bundle, row);
    if (fit.excess.length > 0) {
      process.stdout.write(`${refusal(row, fit)}\n`);
      continue;
    }
    const { code, text, map, bytes, sha256 } = bundle;
    const id = row.metal === undefined ? row.id : `${row.id}-${row.metal}`;
    const file = `${id}.js`;
    writeFileSync(join(OUT, file), code, 'latin1');
    writeFileSync(join(OUT, `${id}.text.js`), text);
    writeFileSync(join(OUT, `${id}.text.js.map`), map);
    writeFileSync(join(OUT, `${id}.image.json`), `${JSON.stringify(await imageNames(row))}\n`);
    manifest[id] = { file, bytes, sha256 };
    written++;
    process.stdout.write(`${id}  ${bytes} bytes of ${row.bundleLimit}, about ${fit.variables} variables of ${row.variableLimit}  sha256 ${sha256}\n`);
  }
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  return written;
}

/** Builds the program of the second board of the bench, dist/firmware/stimulus.js. */
async function writeStimulus(): Promise<void> {
  const { code, bytes, sha256 } = await buildProgram(STIMULUS, stimulusRow());
  writeFileSync(join(OUT, 'stimulus.js'), code, 'latin1');
  process.stdout.write(`stimulus  ${bytes} bytes  sha256 ${sha256}\n`);
}

/** Builds again, without writing, and compares with the manifest and the files. */
async function verify(rows: readonly BoardRow[], manifest: Manifest): Promise<void> {
  for (const row of rows.filter((r) => r.tooSmall !== true)) {
    const { sha256 } = await buildBoard(FIRMWARE, row);
    const earlier = manifest[row.metal === undefined ? row.id : `${row.id}-${row.metal}`];
    if (!earlier) throw new BuildError(`no earlier build of ${row.id} to compare with; run npm run build:firmware first`);
    const onDisk = createHash('sha256')
      .update(readFileSync(join(OUT, earlier.file)))
      .digest('hex');
    if (sha256 !== earlier.sha256 || sha256 !== onDisk) {
      throw new BuildError(
        `a second build of ${row.id} has SHA-256 ${sha256}, the manifest ${earlier.sha256}, the file ${onDisk}; they must be the same`,
      );
    }
    process.stdout.write(`${row.id}  built twice, same sha256\n`);
  }
}

async function main(): Promise<void> {
  const { board, metal, verify: again } = options();
  const rows = selectBoards(board).map((row) => (metal === undefined ? row : { ...row, metal: metalName(metal) }));
  // A build of one board leaves the others in the manifest.
  const manifest = again || board !== undefined || metal !== undefined ? readManifest() : {};
  if (again) return verify(rows, manifest);
  const written = await write(rows, manifest);
  if (metal === undefined) await writeStimulus();
  if (board !== undefined && written === 0) throw new BuildError(`nothing was written for ${board}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

/**
 * Command: builds the bundles that are flashed, dist/firmware/<board>.js, each with its source map, and manifest.json with their digests.
 * Options: `--board NAME` builds one board instead of all.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BOARDS, UNBUILT_BOARDS } from '../model/boards.js';
import type { BoardRow } from '../model/boards.js';
import { bundleFirmware } from './bundle.js';
import { grammarErrors } from './grammar.js';

/** A mistake of the caller or of the sources: one sentence, no stack. */
class BuildError extends Error {}

/** manifest.json: per board the bundle's file name, its size in bytes and its SHA-256. */
export type Manifest = Record<string, { file: string; bytes: number; sha256: string }>;

function selectBoards(id: string | undefined): readonly BoardRow[] {
  if (id === undefined) return BOARDS;
  const row = BOARDS.find((b) => b.id === id);
  if (row) return [row];
  const names = BOARDS.map((b) => b.id).join(', ');
  if (UNBUILT_BOARDS.some((b) => b.id === id))
    throw new BuildError(`the pin table of board "${id}" is not settled, so no bundle is built for it; boards: ${names}`);
  throw new BuildError(`unknown board "${id}"; boards: ${names}`);
}

async function buildBoard(firmwareDir: string, outDir: string, row: BoardRow, manifest: Manifest): Promise<void> {
  const bundle = await bundleFirmware(firmwareDir, row);
  const wrong = grammarErrors(bundle.code);
  if (wrong.length > 0) {
    throw new BuildError(`the interpreter would not run the bundle for ${row.id}:\n${wrong.map((w) => `  ${w}`).join('\n')}`);
  }
  if (bundle.bytes > row.bundleLimit) {
    throw new BuildError(
      `the bundle for ${row.id} has ${bundle.bytes} bytes, ${bundle.bytes - row.bundleLimit} more than the board's limit of ${row.bundleLimit}`,
    );
  }
  const file = `${row.id}.js`;
  writeFileSync(join(outDir, file), bundle.code);
  writeFileSync(join(outDir, `${file}.map`), bundle.map);
  manifest[row.id] = { file, bytes: bundle.bytes, sha256: bundle.sha256 };
  process.stdout.write(`${row.id}  ${bundle.bytes} bytes of ${row.bundleLimit}  sha256 ${bundle.sha256}\n`);
}

/** Manifest of an earlier build of other boards, so that `--board` does not forget them. */
function earlierManifest(file: string, all: boolean): Manifest {
  try {
    return all ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Manifest);
  } catch {
    return {};
  }
}

async function main(): Promise<void> {
  let board: string | undefined;
  try {
    board = parseArgs({ options: { board: { type: 'string' } } }).values.board;
  } catch (error) {
    throw new BuildError(`${(error as Error).message}; the only option is --board NAME`);
  }
  const rows = selectBoards(board);
  const firmwareDir = resolve(import.meta.dirname, '..');
  const outDir = resolve(firmwareDir, '..', 'dist', 'firmware');
  mkdirSync(outDir, { recursive: true });
  const manifestFile = join(outDir, 'manifest.json');
  const manifest = earlierManifest(manifestFile, board === undefined);
  for (const row of rows) await buildBoard(firmwareDir, outDir, row, manifest);
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}

main().catch((error: unknown) => {
  const known = error instanceof BuildError;
  process.stderr.write(`build: ${known ? error.message : error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

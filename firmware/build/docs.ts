/**
 * Command: writes docs/registers.md, the reference of the Modbus map and of the protections, docs/boards.md, where the channels of every
 * board are, and docs/sunspec.md, the SunSpec map, from the rows of firmware/model. With `--check` it writes nothing and fails when a file is not what the rows say.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { boardsPage } from './docs-boards.js';
import { sunspecPage } from './docs-sunspec.js';
import { referencePage, staleness } from './docs-page.js';

const DOCS = resolve(import.meta.dirname, '..', '..', 'docs');
const BOARDS_FILE = resolve(DOCS, 'boards.md');
const FILE = resolve(DOCS, 'registers.md');
const SUNSPEC_FILE = resolve(DOCS, 'sunspec.md');

function checks(): boolean {
  try {
    return parseArgs({ options: { check: { type: 'boolean' } } }).values.check === true;
  } catch (error) {
    throw new Error(`${(error as Error).message}; the only option is --check`, { cause: error });
  }
}

function main(): void {
  const page = referencePage();
  if (!checks()) {
    writeFileSync(FILE, page);
    writeFileSync(BOARDS_FILE, boardsPage());
    writeFileSync(SUNSPEC_FILE, sunspecPage());
    return;
  }
  const stale = staleness(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '', page);
  if (stale !== null) throw new Error(stale);
  const boards = existsSync(BOARDS_FILE) ? readFileSync(BOARDS_FILE, 'utf8') : '';
  if (boards !== boardsPage()) throw new Error('docs/boards.md is not what the rows of the boards say: run npm run docs');
  const sunspec = existsSync(SUNSPEC_FILE) ? readFileSync(SUNSPEC_FILE, 'utf8') : '';
  if (sunspec !== sunspecPage()) throw new Error('docs/sunspec.md is not what the rows of the SunSpec map say: run npm run docs');
}

try {
  main();
} catch (error) {
  process.stderr.write(`docs: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/**
 * Command: writes docs/registers.md, the reference of the Modbus map and of the protections, docs/boards.md, where the channels of every
 * board are, docs/sunspec.md, the SunSpec map, and the frames of docs/recovery.md, whose advice is written by hand, from the rows of firmware/model. With `--check` it writes nothing and fails when a file is not what the rows say.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { boardsPage } from './docs-boards.js';
import { recoveryPage, withoutAdvice } from './docs-recovery.js';
import { sunspecPage } from './docs-sunspec.js';
import { referencePage, staleness } from './docs-page.js';

const DOCS = resolve(import.meta.dirname, '..', '..', 'docs');
const BOARDS_FILE = resolve(DOCS, 'boards.md');
const FILE = resolve(DOCS, 'registers.md');
const SUNSPEC_FILE = resolve(DOCS, 'sunspec.md');
const RECOVERY_FILE = resolve(DOCS, 'recovery.md');

function checks(): boolean {
  try {
    return parseArgs({ options: { check: { type: 'boolean' } } }).values.check === true;
  } catch (error) {
    throw new Error(`${(error as Error).message}; the only option is --check`, { cause: error });
  }
}

function main(): void {
  const page = referencePage();
  const recovery = readFileSync(RECOVERY_FILE, 'utf8');
  if (!checks()) {
    writeFileSync(FILE, page);
    writeFileSync(BOARDS_FILE, boardsPage());
    writeFileSync(SUNSPEC_FILE, sunspecPage());
    writeFileSync(RECOVERY_FILE, recoveryPage(recovery));
    return;
  }
  const stale = staleness(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '', page);
  if (stale !== null) throw new Error(stale);
  const boards = existsSync(BOARDS_FILE) ? readFileSync(BOARDS_FILE, 'utf8') : '';
  if (boards !== boardsPage()) throw new Error('docs/boards.md is not what the rows of the boards say: run npm run docs');
  const sunspec = existsSync(SUNSPEC_FILE) ? readFileSync(SUNSPEC_FILE, 'utf8') : '';
  if (sunspec !== sunspecPage()) throw new Error('docs/sunspec.md is not what the rows of the SunSpec map say: run npm run docs');
  const silent = withoutAdvice(recovery);
  if (silent.length > 0)
    throw new Error(`docs/recovery.md has no advice for ${silent.join(', ')}: write under the frame what an operator finds and does`);
  if (recovery !== recoveryPage(recovery)) throw new Error('docs/recovery.md is not what the rows of the faults say: run npm run docs');
}

try {
  main();
} catch (error) {
  process.stderr.write(`docs: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/**
 * Command: writes docs/registers.md, the reference of the Modbus map and of the protections, from the rows of firmware/model.
 * With `--check` it writes nothing and fails when the file is not what the rows say.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { referencePage, staleness } from './docs-page.js';

const FILE = resolve(import.meta.dirname, '..', '..', 'docs', 'registers.md');

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
    return;
  }
  const stale = staleness(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '', page);
  if (stale !== null) throw new Error(stale);
}

try {
  main();
} catch (error) {
  process.stderr.write(`docs: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/**
 * `liquidus hil cases`: the eight cases of every row of the protection table.
 */
import type { Command } from 'commander';
import { join } from 'node:path';
import { EXIT, EXIT_HELP } from './exit.js';

/** Folder of the hand-written limits, from the root of a clone. */
const ORACLE = join('test', 'oracle');

/** Adds the command to `liquidus hil`. */
export function addCases(hil: Command): void {
  hil
    .command('cases')
    .description(
      'the eight cases of every row of the protection table, made from the hand-written limits: just below, at the limit, too short, and so on',
    )
    .argument('[checks...]', 'checks by id, for example P14 P15b; without any, all')
    .option('--oracle <folder>', 'folder of limits.json, beyond.json and signals.json', ORACLE)
    .option('--json', 'print the verdicts as one JSON array instead of the table')
    .addHelpText('after', `\nExit code 1 when a case is red.\n${EXIT_HELP}\n\nExample:\n  liquidus hil cases P14 P15`)
    .action(cases);
}

async function cases(checks: string[], flags: { readonly oracle: string; readonly json?: boolean }): Promise<void> {
  const { caseTable, runCases } = await import('../../hil/cases/suite.js');
  const started = performance.now();
  const results = runCases({ oracle: flags.oracle, checks, onProgress: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`${flags.json === true ? JSON.stringify(results) : caseTable(results, (performance.now() - started) / 1000)}\n`);
  if (results.some((row) => row.verdicts.some((verdict) => verdict.outcome === 'red'))) process.exitCode = EXIT.failure;
}

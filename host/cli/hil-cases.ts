/**
 * `liquidus hil cases`, `hil matrix` and `hil faults`: the eight cases of every row, what proves which requirement, and what the bench can break.
 */
import type { Command } from 'commander';
import { join } from 'node:path';
import { LiquidusError } from '../error.js';
import { EXIT, EXIT_HELP } from './exit.js';

/** Folder of the hand-written limits, from the root of a clone. */
const ORACLE = join('test', 'oracle');

/** Adds the commands to `liquidus hil`. */
export function addCases(hil: Command): void {
  hil
    .command('cases')
    .description(
      'the eight cases of every row of the protection table, made from the hand-written limits: just below, at the limit, too short, and so on',
    )
    .argument('[checks...]', 'checks by id, for example P14 P15b; without any, all')
    .option('--oracle <folder>', 'folder of limits.json, beyond.json and signals.json', ORACLE)
    .option(
      '--board <name>',
      'run every check that this board carries on its bundle; without it each runs on the first of pico, esp32, rp2040-flash that has it',
    )
    .option('--json', 'print the verdicts as one JSON array instead of the table')
    .addHelpText(
      'after',
      `\nExit code 1 when a case is red.\n${EXIT_HELP}\n\nExamples:\n  liquidus hil cases P14 P15\n  liquidus hil cases --board rp2040-flash`,
    )
    .action(cases);
  hil
    .command('matrix')
    .description('which faults, checks and scenarios prove which requirement; a gap is an error')
    .argument('[files...]', 'scenario files or folders', [join('hil', 'scenarios')])
    .addHelpText('after', `\nExit code 1 when there is a gap.\n${EXIT_HELP}\n\nExample:\n  liquidus hil matrix`)
    .action(matrix);
  hil
    .command('faults')
    .description('the fault library: what, how, parameters, and the targets that can do it')
    .argument('[words...]', 'only faults whose id contains one of these words')
    .option('--json', 'print one JSON array')
    .addHelpText('after', `\n${EXIT_HELP}\n\nExample:\n  liquidus hil faults line nakPump`)
    .action(faults);
}

async function matrix(files: string[]): Promise<void> {
  const { traceGaps, traceTable } = await import('../../hil/cases/traceability.js');
  const { loadScenarios, scenarioFiles } = await import('../../hil/scenario/suite.js');
  const scenarios = loadScenarios(scenarioFiles(files));
  process.stdout.write(`${traceTable(scenarios)}\n`);
  if (traceGaps(scenarios).length > 0) process.exitCode = EXIT.failure;
}

async function faults(words: string[], flags: { readonly json?: boolean }): Promise<void> {
  const { listFaults } = await import('../../hil/fault/library.js');
  const { faultLines } = await import('../../hil/fault/listing.js');
  const chosen = listFaults().filter(({ id }) => words.length === 0 || words.some((word) => id.toLowerCase().includes(word.toLowerCase())));
  if (chosen.length === 0)
    throw new LiquidusError('usage.fault', `No fault has "${words.join('" or "')}" in its id; "liquidus hil faults" lists them all.`);
  process.stdout.write(`${flags.json === true ? JSON.stringify(chosen) : faultLines(chosen)}\n`);
}

async function cases(checks: string[], flags: { readonly oracle: string; readonly board?: string; readonly json?: boolean }): Promise<void> {
  const { caseTable, runCases } = await import('../../hil/cases/suite.js');
  const started = performance.now();
  const results = runCases({
    oracle: flags.oracle,
    checks,
    ...(flags.board === undefined ? {} : { board: flags.board }),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${flags.json === true ? JSON.stringify(results) : caseTable(results, (performance.now() - started) / 1000)}\n`);
  if (results.some((row) => row.verdicts.some((verdict) => verdict.outcome === 'red'))) process.exitCode = EXIT.failure;
}

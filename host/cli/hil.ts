/**
 * `liquidus hil run`: scenarios against the bundle that would be flashed.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LiquidusError } from '../error.js';
import { EXIT, EXIT_HELP } from './exit.js';

interface HilFlags {
  readonly target: 'emulator' | 'espruino';
  readonly out: string;
  readonly json?: boolean;
}

/** Folder of the scenarios, from the root of a clone. */
const SCENARIOS = join('hil', 'scenarios');

/** Adds the command. */
export function addHil(program: Command): void {
  const hil = program.command('hil').description('hardware-in-the-loop bench: run scenarios against the bundle that would be flashed');
  hil.copyInheritedSettings(program);
  hil
    .command('run')
    .description('run scenario files, or folders of them; without any, all of hil/scenarios')
    .argument('[files...]', 'scenario files or folders')
    .addOption(new Option('--target <name>', 'where the bundle runs').choices(['emulator', 'espruino']).default('emulator'))
    .option('--out <folder>', 'folder for report.html, junit.xml and result.json', join('out', 'hil'))
    .option('--json', 'print the verdicts as one JSON object instead of the table')
    .addHelpText(
      'after',
      `\nExit code 1 when a scenario is red.\n${EXIT_HELP}\n\nExamples:\n  liquidus hil run\n  liquidus hil run hil/scenarios/leak-during-freeze.yaml --out out/one`,
    )
    .action(run);
}

async function run(files: string[], flags: HilFlags): Promise<void> {
  if (files.length === 0 && !existsSync(SCENARIOS)) {
    throw new LiquidusError('usage.file', `There is no folder ${SCENARIOS} here; go to the root of the clone, or name scenario files.`);
  }
  const { runSuite } = await import('../../hil/scenario/suite.js');
  const result = runSuite({
    files: files.length === 0 ? [SCENARIOS] : files,
    target: flags.target,
    out: flags.out,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const verdicts = result.results.map(({ scenario, verdict, simSeconds, wallSeconds }) => ({ id: scenario.id, verdict, simSeconds, wallSeconds }));
  process.stdout.write(`${flags.json === true ? JSON.stringify({ ...result.facts, scenarios: verdicts, written: result.written }) : result.table}\n`);
  if (flags.json !== true) for (const path of result.written) process.stdout.write(`wrote ${path}\n`);
  if (result.facts.red > 0) process.exitCode = EXIT.failure;
}

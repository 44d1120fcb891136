/**
 * `liquidus hil run`: scenarios against the bundle that would be flashed.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import { join } from 'node:path';
import type { HardwareOutcome } from '../../hil/scenario/hardware.js';
import { LiquidusError } from '../error.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { addCases } from './hil-cases.js';
import { addCampaign } from './campaign.js';
import { addCompare } from './hil-compare.js';
import type { HardwareFlags } from './hil-hardware.js';
import { scenarioPaths } from './hil-paths.js';
import { wholeNumber } from './number-options.js';

interface HilFlags extends HardwareFlags {
  readonly target: 'emulator' | 'espruino' | 'board' | 'bench-board';
  readonly out: string;
  readonly samples: number;
  readonly sample?: number;
  readonly baseline?: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function addHil(program: Command): void {
  const hil = program.command('hil').description('hardware-in-the-loop bench: run scenarios against the bundle that would be flashed');
  hil.copyInheritedSettings(program);
  hil
    .command('run')
    .description('run scenario files, or folders of them; without any, all that come with this program')
    .argument('[files...]', 'scenario files or folders, or names of scenarios that come with this program')
    .addOption(new Option('--target <name>', 'where the bundle runs').choices(['emulator', 'espruino', 'board', 'bench-board']).default('emulator'))
    .option('--board <name>', 'board whose bundle runs', 'pico')
    .option('--port <device>', 'console of a real board (--target board), or RS-485 line of a real controller (--target bench-board): serial device')
    .option('--stimulus-port <device>', 'console of the second board, which plays the plant (--target bench-board)')
    .option('--modbus-port <device>', 'RS-485 line of the board; without it Modbus goes through the console as well')
    .option('--any-board', 'also a board that is not the one named: for a trial on the interpreter for Linux, which lacks the pins')
    .option('--out <folder>', 'folder for report.html, junit.xml and result.json', join('out', 'hil'))
    .addOption(
      new Option('--samples <n>', 'samples of every scenario that leaves something open (vary, oneOf), the plain run among them')
        .default(1)
        .argParser(wholeNumber('samples', 1, 100_000)),
    )
    .option('--baseline <file>', 'result.json of an earlier run: what differs is printed and shown in the report')
    .addOption(new Option('--sample <number>', 'only that sample').argParser(wholeNumber('sample', 0, 99_999)).conflicts('samples'))
    .option('--json', 'print the verdicts as one JSON object instead of the table')
    .addHelpText(
      'after',
      `\nExit code 1 when a scenario is red.\n${EXIT_HELP}\n\nExamples:\n  liquidus hil run\n  liquidus hil run leak-during-freeze --out out/one\n  liquidus hil run my-scenario.yaml --samples 20\n  liquidus hil run leak e-stop --target board --port /dev/ttyACM0 --board pico\n  liquidus hil run leak --target bench-board --stimulus-port /dev/ttyACM0 --port /dev/ttyUSB0 --board pico`,
    )
    .action(run);
  addCompare(hil);
  hil
    .command('times')
    .description('measure how fast each fault is answered: every scenario with a detection, many times, with other noise and another moment')
    .argument('[files...]', 'scenario files or folders, or names of scenarios that come with this program')
    .addOption(new Option('--target <name>', 'where the bundle runs').choices(['emulator', 'espruino']).default('emulator'))
    .addOption(new Option('--runs <n>', 'runs of each scenario').default(20).argParser(wholeNumber('runs', 1, 100_000)))
    .addOption(new Option('--seed <n>', 'the same seed gives the same figures').default(1).argParser(wholeNumber('seed', 0, 4_294_967_295)))
    .option('--json', 'print the figures as one JSON array instead of the table')
    .addHelpText('after', `\nExit code 1 when a detection was missed, late or too early.\n${EXIT_HELP}\n\nExample:\n  liquidus hil times --runs 100`)
    .action(times);
  addCampaign(hil);
  addCases(hil);
}

interface TimesFlags {
  readonly target: 'emulator' | 'espruino';
  readonly runs: number;
  readonly seed: number;
  readonly json?: boolean;
}

async function times(files: string[], flags: TimesFlags): Promise<void> {
  const { measureTimes } = await import('../../hil/scenario/times.js');
  const { timesTable } = await import('../../hil/scenario/console.js');
  const rows = measureTimes({
    files: scenarioPaths(files),
    target: flags.target,
    runs: flags.runs,
    seed: flags.seed,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${flags.json === true ? JSON.stringify(rows) : timesTable(rows)}\n`);
  if (rows.some((row) => row.bad > 0)) process.exitCode = EXIT.failure;
}

async function run(files: string[], flags: HilFlags): Promise<void> {
  const { target } = flags;
  const suite = {
    files: scenarioPaths(files),
    out: flags.out,
    samples: flags.samples,
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    ...(flags.sample === undefined ? {} : { sample: flags.sample }),
  };
  if (target === 'board' || target === 'bench-board') {
    const { hardwareOptions, workOnBoards } = await import('./hil-hardware.js');
    const { say } = await import('./hil-session.js');
    const outcome = await workOnBoards(
      { work: 'run', suite: { ...suite, target, again: [...again(flags), ...hardwareOptions(flags)] }, onProgress: say },
      flags,
    );
    if (outcome) print(outcome, flags);
    else process.exitCode = EXIT.failure;
    return;
  }
  if (flags.port !== undefined || flags.modbusPort !== undefined || flags.stimulusPort !== undefined)
    throw new LiquidusError(
      'usage.port',
      `--port, --modbus-port and --stimulus-port are for real boards, and the target is ${target}; add --target board or bench-board.`,
    );
  const { runSuite } = await import('../../hil/scenario/suite.js');
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  const result = runSuite({
    ...suite,
    target,
    again: again(flags),
    bundle: builtBundle(flags.board),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const verdicts = result.results.map(({ scenario, verdict, simSeconds, wallSeconds }) => ({ id: scenario.id, verdict, simSeconds, wallSeconds }));
  print({ ...result, verdicts }, flags);
}

/** Options besides the file that a command needs to run a scenario in the same way again. */
function again({ target, board }: HilFlags): readonly string[] {
  return [...(target === 'emulator' ? [] : ['--target', target]), ...(board === 'pico' ? [] : ['--board', board])];
}

/** Table or JSON, and the exit code. */
function print(result: HardwareOutcome, flags: HilFlags): void {
  const { verdicts } = result;
  process.stdout.write(`${flags.json === true ? JSON.stringify({ ...result.facts, scenarios: verdicts, written: result.written }) : result.table}\n`);
  if (flags.json !== true) for (const path of result.written) process.stdout.write(`wrote ${path}\n`);
  if (result.facts.red > 0) process.exitCode = EXIT.failure;
}

/**
 * `liquidus hil run`: scenarios against the bundle that would be flashed.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HardwareOutcome } from '../../hil/scenario/hardware.js';
import { LiquidusError } from '../error.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { addCases } from './hil-cases.js';
import { addCampaign } from './campaign.js';
import { wholeNumber } from './number-options.js';

interface HilFlags {
  readonly target: 'emulator' | 'espruino' | 'board' | 'bench-board';
  readonly stimulusPort?: string;
  readonly port?: string;
  readonly modbusPort?: string;
  readonly anyBoard?: boolean;
  readonly board: string;
  readonly out: string;
  readonly samples: number;
  readonly sample?: number;
  readonly baseline?: string;
  readonly json?: boolean;
}

/** Folder of the scenarios that come with this program, in a clone or in an installed package. */
const SCENARIOS = fileURLToPath(new URL('../../hil/scenarios', import.meta.url));

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
  hil
    .command('compare')
    .description('run scenarios on the emulator and on the real interpreter (LIQUIDUS_ESPRUINO) and compare the traces sample by sample')
    .argument('[files...]', 'scenario files or folders, or names of scenarios that come with this program')
    .option('--board <name>', 'board whose bundle runs', 'pico')
    .addHelpText(
      'after',
      `\nExit code 1 when a verdict or a sample differs.\n${EXIT_HELP}\n\nExample:\n  LIQUIDUS_ESPRUINO=~/espruino liquidus hil compare hil/scenarios/leak.yaml`,
    )
    .action(compare);
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

/** Paths of the command line; without any, the scenarios that come with this program. A bare name that is no path here is one of those. */
function scenarioPaths(files: string[]): string[] {
  if (files.length === 0) return [SCENARIOS];
  return files.map((file) => {
    const own = join(SCENARIOS, `${file}.yaml`);
    return !existsSync(file) && basename(file) === file && existsSync(own) ? own : file;
  });
}

async function compare(files: string[], flags: Pick<HilFlags, 'board'>): Promise<void> {
  const { compareTargets } = await import('../../hil/scenario/agreement.js');
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  const all = compareTargets({
    files: scenarioPaths(files),
    targets: ['emulator', 'espruino'],
    bundle: builtBundle(flags.board),
    onProgress: (line) => process.stdout.write(`${line}\n`),
  });
  const apart = all.filter((a) => a.verdicts[0] !== a.verdicts[1] || !a.traces.same);
  const seconds = all.reduce((sum, a) => sum + a.simSeconds, 0);
  const wall = all.reduce((sum, a) => sum + a.wallSeconds, 0);
  process.stdout.write(
    `${all.length} scenarios, ${all.length - apart.length} the same in every sample; the interpreter ran ${Math.round(seconds / wall)} simulated seconds per second\n`,
  );
  if (apart.length > 0) process.exitCode = EXIT.failure;
}

async function run(files: string[], flags: HilFlags): Promise<void> {
  const paths = scenarioPaths(files);
  const suite = {
    files: paths,
    target: flags.target,
    out: flags.out,
    samples: flags.samples,
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    ...(flags.sample === undefined ? {} : { sample: flags.sample }),
  };
  if (flags.target === 'board' || flags.target === 'bench-board') {
    const { runOnBench, runOnBoard } = await import('./hil-hardware.js');
    const outcome = await (flags.target === 'board' ? runOnBoard : runOnBench)(suite, flags);
    if (outcome) print(outcome, flags);
    else process.exitCode = EXIT.failure;
    return;
  }
  if (flags.port !== undefined || flags.modbusPort !== undefined || flags.stimulusPort !== undefined)
    throw new LiquidusError(
      'usage.port',
      `--port, --modbus-port and --stimulus-port are for real boards, and the target is ${flags.target}; add --target board or bench-board.`,
    );
  const { runSuite } = await import('../../hil/scenario/suite.js');
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  const result = runSuite({
    ...suite,
    bundle: builtBundle(flags.board),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const verdicts = result.results.map(({ scenario, verdict, simSeconds, wallSeconds }) => ({ id: scenario.id, verdict, simSeconds, wallSeconds }));
  print({ ...result, verdicts }, flags);
}

/** Table or JSON, and the exit code. */
function print(result: HardwareOutcome, flags: HilFlags): void {
  const { verdicts } = result;
  process.stdout.write(`${flags.json === true ? JSON.stringify({ ...result.facts, scenarios: verdicts, written: result.written }) : result.table}\n`);
  if (flags.json !== true) for (const path of result.written) process.stdout.write(`wrote ${path}\n`);
  if (result.facts.red > 0) process.exitCode = EXIT.failure;
}

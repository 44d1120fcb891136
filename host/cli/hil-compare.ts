/**
 * `liquidus hil compare`: the same scenarios on the emulator and on another target; same verdicts, same traces?
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Agreement } from '../../hil/scenario/agreement.js';
import type { BundleUnderTest } from '../../hil/scenario/bundle-file.js';
import { LiquidusError } from '../error.js';
import { EXIT, EXIT_HELP } from './exit.js';
import type { HardwareFlags } from './hil-hardware.js';
import { scenarioPaths } from './hil-paths.js';

interface CompareFlags extends HardwareFlags {
  readonly target: 'espruino' | 'board' | 'bench-board';
  readonly against?: string;
}

/** Adds the command to `liquidus hil`. */
export function addCompare(hil: Command): void {
  hil
    .command('compare')
    .description(
      'run scenarios on the emulator and on another target: same verdicts, and where do the traces part? In virtual time sample by sample, in real time within a tolerance',
    )
    .argument('[files...]', 'scenario files or folders, or names of scenarios that come with this program')
    .addOption(
      new Option('--target <name>', 'what the emulator is compared with; espruino is the real interpreter for Linux (LIQUIDUS_ESPRUINO)')
        .choices(['espruino', 'board', 'bench-board'])
        .default('espruino'),
    )
    .option('--board <name>', 'board whose bundle runs', 'pico')
    .option('--against <file>', 'bundle that the emulator runs instead of the built one: what does a change do?')
    .option('--port <device>', 'console of a real board (--target board), or RS-485 line of a real controller (--target bench-board): serial device')
    .option('--stimulus-port <device>', 'console of the second board, which plays the plant (--target bench-board)')
    .option('--modbus-port <device>', 'RS-485 line of the board; without it Modbus goes through the console as well')
    .option('--any-board', 'also a board that is not the one named: for a trial on the interpreter for Linux, which lacks the pins')
    .addHelpText(
      'after',
      `\nExit code 1 when a verdict or a sample differs.\n${EXIT_HELP}\n\nExamples:\n  LIQUIDUS_ESPRUINO=~/espruino liquidus hil compare hil/scenarios/leak.yaml\n  liquidus hil compare commission-quickly --target board --port /dev/ttyACM0 --board pico`,
    )
    .action(compare);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function compare(files: string[], flags: CompareFlags): Promise<void> {
  const { target } = flags;
  const all = target === 'espruino' ? await inVirtualTime(files, flags) : await inRealTime(files, target, flags);
  if (all === undefined) {
    process.exitCode = EXIT.failure;
    return;
  }
  const apart = all.filter((a) => a.verdicts[0] !== a.verdicts[1] || !a.traces.same).length;
  process.stdout.write(`${all.length} ${all.length === 1 ? 'scenario' : 'scenarios'}, ${all.length - apart} ${sameness(target, all)}\n`);
  if (apart > 0) process.exitCode = EXIT.failure;
}

function sameness(target: CompareFlags['target'], all: readonly Agreement[]): string {
  if (target !== 'espruino') return 'the same within the tolerances';
  const seconds = all.reduce((sum, a) => sum + a.simSeconds, 0);
  const wall = all.reduce((sum, a) => sum + a.wallSeconds, 0);
  return `the same in every sample; the interpreter ran ${Math.round(seconds / wall)} simulated seconds per second`;
}

async function inVirtualTime(files: string[], flags: CompareFlags): Promise<readonly Agreement[]> {
  if (flags.port !== undefined || flags.modbusPort !== undefined || flags.stimulusPort !== undefined)
    throw new LiquidusError('usage.port', `Ports are for real boards, and the target is ${flags.target}; add --target board or bench-board.`);
  const { compareTargets } = await import('../../hil/scenario/agreement.js');
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  return compareTargets({
    files: scenarioPaths(files),
    targets: ['emulator', 'espruino'],
    bundle: builtBundle(flags.board),
    ...(await againstOf(flags)),
    onProgress: print,
  });
}

async function inRealTime(files: string[], target: 'board' | 'bench-board', flags: CompareFlags): Promise<readonly Agreement[] | undefined> {
  const { workOnBoards } = await import('./hil-hardware.js');
  const { toleranceText } = await import('../../hil/scenario/tolerances.js');
  process.stdout.write(`${toleranceText()}\n`);
  return workOnBoards({ work: 'compare', suite: { files: scenarioPaths(files), target }, ...(await againstOf(flags)), onProgress: print }, flags);
}

/** The other bundle of the emulator. */
async function againstOf({ against, board }: CompareFlags): Promise<{ readonly against?: BundleUnderTest }> {
  if (against === undefined) return {};
  const { bundleIn } = await import('../../hil/scenario/bundle-file.js');
  return { against: bundleIn(against, board) };
}

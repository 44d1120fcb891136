/**
 * `liquidus hil run` and `hil compare` on real boards, in real time: looks at the ports and says how long it will take, before anything is put on a board.
 */
import type { ByteStream } from '../bus/stream.js';
import { SerialStream } from '../bus/serial.js';
import { openConsole } from '../console/open.js';
import { LiquidusError } from '../error.js';
import { rowOf } from '../flash/fit.js';
import type { BundleUnderTest } from '../../hil/scenario/bundle-file.js';
import type { BoardWork } from '../../hil/scenario/hardware.js';
import { type HardwarePorts, type HardwareSuite, type HardwareTarget, say, type WorkOrder } from './hil-session.js';
import { awaitStop } from './terminal/stop.js';

/** Where the boards are. */
export interface HardwareFlags {
  readonly board: string;
  readonly port?: string;
  readonly modbusPort?: string;
  readonly stimulusPort?: string;
  readonly anyBoard?: boolean;
}

/** The ports that a target needs. Throws `usage.port` when one is missing. */
function portsOf(target: HardwareTarget, { port, modbusPort, stimulusPort }: HardwareFlags): HardwarePorts {
  if (target === 'board') {
    if (port === undefined)
      throw new LiquidusError('usage.port', 'Where is the board? Give --port DEVICE of its console, for example --port /dev/ttyACM0.');
    return { console: port, ...(modbusPort === undefined ? {} : { line: modbusPort }) };
  }
  if (port === undefined || stimulusPort === undefined)
    throw new LiquidusError(
      'usage.port',
      'Where are the boards? Give --stimulus-port DEVICE for the console of the second board and --port DEVICE for the RS-485 line of the controller.',
    );
  return { console: stimulusPort, line: port };
}

/** Opens the RS-485 line as a board is shipped. */
async function openLine(path: string): Promise<ByteStream> {
  const { shippedLine } = await import('../../hil/target/shipped-line.js');
  const stream = new SerialStream({ path, ...shippedLine(), keepsInput: true });
  await stream.open();
  return stream;
}

/** Opens every port and hands them over; closes them whatever happens. Rejects with `link.*`. */
async function withPorts<T>({ console, line }: HardwarePorts, use: (console: ByteStream, line: ByteStream | undefined) => Promise<T>): Promise<T> {
  const streams: ByteStream[] = [];
  const keep = (stream: ByteStream): ByteStream => {
    streams.push(stream);
    return stream;
  };
  try {
    return await use(keep(await openConsole(console, true)), line === undefined ? undefined : keep(await openLine(line)));
  } finally {
    await Promise.all(streams.map((stream) => stream.close()));
  }
}

/** "2026-11-30 14:05:09", the time of this machine. */
export function clockText(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** Runs the suite on the emulator first, for the time that it takes, and says it. */
async function announce(suite: HardwareSuite, bundle: BundleUnderTest): Promise<void> {
  const { formatDuration } = await import('../../hil/scenario/quantity.js');
  const { runSuite } = await import('../../hil/scenario/suite.js');
  const { files, samples, sample } = suite;
  const { facts, results } = runSuite({
    files,
    ...(samples === undefined ? {} : { samples }),
    ...(sample === undefined ? {} : { sample }),
    target: 'emulator',
    bundle,
  });
  const seconds = Math.ceil(facts.simSeconds);
  say(
    `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'} in real time: ${formatDuration(seconds * 1000)}, until ${clockText(new Date(Date.now() + seconds * 1000))} (${facts.green} green, ${facts.red} red on the emulator)`,
  );
}

/**
 * Does the work on the boards. Undefined when it was interrupted. Rejects with what stopped it; what the bench has put on a board is off it then too, where the
 * board can be reached. Mistakes show first, then ports that cannot be opened, then how long it will take.
 */
export async function workOnBoards<W extends keyof BoardWork>(order: WorkOrder<W>, flags: HardwareFlags): Promise<BoardWork[W] | undefined> {
  const { suite } = order;
  const ports = portsOf(suite.target, flags);
  const row = rowOf(flags.board);
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  const { refuseOnHardware } = await import('../../hil/scenario/board-fit.js');
  const { loadScenarios, scenarioFiles } = await import('../../hil/scenario/suite.js');
  const bundle = builtBundle(row.id);
  refuseOnHardware(loadScenarios(scenarioFiles(suite.files)), suite.target, row.id);
  const session =
    suite.target === 'board' ? (await import('./hil-board.js')).boardSession(row, ports) : (await import('./hil-stimulus.js')).stimulusSession();
  await withPorts(ports, () => Promise.resolve());
  await announce(suite, bundle);
  const stop = awaitStop(false);
  try {
    return await withPorts(ports, (console, line) =>
      session({ order, row, bundle, anyBoard: flags.anyBoard === true, console, ...(line ? { line } : {}), signal: stop.signal }),
    );
  } finally {
    stop.release();
  }
}

/** The options that name the boards again, for the command that repeats a scenario. */
export function hardwareOptions(flags: HardwareFlags): readonly string[] {
  const { port, modbusPort, stimulusPort, anyBoard } = flags;
  const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  return [
    ...option('--stimulus-port', stimulusPort),
    ...option('--port', port),
    ...option('--modbus-port', modbusPort),
    ...(anyBoard === true ? ['--any-board'] : []),
  ];
}

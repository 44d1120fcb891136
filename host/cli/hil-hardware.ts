/**
 * `liquidus hil run` on real boards: puts the bench's boot file on the board, runs the scenarios in real time, and takes it away again, whatever happens.
 */
import { pause } from '../bytes.js';
import { LiquidusError } from '../error.js';
import type { ByteStream } from '../bus/stream.js';
import { SerialStream } from '../bus/serial.js';
import { openConsole } from '../console/open.js';
import { FlashFailure } from '../flash/failure.js';
import { rowOf } from '../flash/fit.js';
import { putSecondBootFile, removeSecondBootFile } from '../flash/second-boot-file.js';
import type { HardwareOutcome } from '../../hil/scenario/hardware.js';
import type { SuiteOptions } from '../../hil/scenario/suite.js';
import { awaitStop } from './terminal/stop.js';

/** Where the boards are. */
export interface HardwareFlags {
  readonly board: string;
  readonly port?: string;
  readonly modbusPort?: string;
  readonly stimulusPort?: string;
  readonly anyBoard?: boolean;
}

/** Time that a board with a program of ours takes to open its console, ms. */
const OPEN_MS = 300;

type Suite = Omit<SuiteOptions, 'bundle' | 'onProgress' | 'hardware'>;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs the suite on the emulator first, for the time that it takes, and says it. */
async function announce(suite: Suite, bundle: SuiteOptions['bundle']): Promise<void> {
  const { formatDuration } = await import('../../hil/scenario/quantity.js');
  const { refuseOnTarget } = await import('../../hil/scenario/board-fit.js');
  const { loadScenarios, runSuite, scenarioFiles } = await import('../../hil/scenario/suite.js');
  refuseOnTarget(loadScenarios(scenarioFiles(suite.files)), suite.target);
  const { files, samples, sample } = suite;
  const { facts, results } = runSuite({
    files,
    ...(samples === undefined ? {} : { samples }),
    ...(sample === undefined ? {} : { sample }),
    target: 'emulator',
    ...(bundle ? { bundle } : {}),
  });
  say(
    `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'} in real time: ${formatDuration(Math.ceil(facts.simSeconds) * 1000)}, until ${new Date(Date.now() + facts.simSeconds * 1000).toLocaleTimeString()} (${facts.green} green, ${facts.red} red on the emulator)`,
  );
}

/** Opens the RS-485 line as a board is shipped. */
async function openLine(path: string): Promise<ByteStream> {
  const { shippedLine } = await import('../../hil/target/shipped-line.js');
  const stream = new SerialStream({ path, ...shippedLine(), keepsInput: true });
  await stream.open();
  return stream;
}

/** Runs a suite on the board. Undefined when it was interrupted. Rejects with what stopped it; the boot file is off the board then too, where it can be reached. */
export async function runOnBoard(suite: Suite, flags: HardwareFlags): Promise<HardwareOutcome | undefined> {
  const { port } = flags;
  if (port === undefined)
    throw new LiquidusError('usage.port', 'Where is the board? Give --port DEVICE of its console, for example --port /dev/ttyACM0.');
  const row = rowOf(flags.board);
  const { builtBundle } = await import('../../hil/scenario/bundle-file.js');
  const { boardPrelude, PRELUDE_FILE } = await import('../../hil/target/board/prelude.js');
  const { CONSOLE_PORT, LINE_PORT } = await import('../../hil/target/board/board.js');
  const { runInThread } = await import('../../hil/scenario/hardware.js');
  const bundle = builtBundle(row.id);
  await announce(suite, bundle);
  const stop = awaitStop(false);
  const streams: ByteStream[] = [];
  try {
    const console = await openConsole(port, true);
    streams.push(console);
    const line = flags.modbusPort === undefined ? undefined : await openLine(flags.modbusPort);
    if (line) streams.push(line);
    const found = await putSecondBootFile(console, {
      row,
      bundle: { bytes: Buffer.from(bundle.text, 'latin1'), sha256: bundle.sha256 },
      name: PRELUDE_FILE,
      text: boardPrelude({ board: row, injectedLine: line === undefined }),
      anyBoard: flags.anyBoard === true,
      start: false,
    });
    say(`${found.board}, interpreter ${found.interpreter}, holds the bundle ${bundle.sha256.slice(0, 16)}…; nothing may be connected to its pins`);
    try {
      return await runInThread({
        suite,
        bundle,
        ports: { [CONSOLE_PORT]: console, ...(line ? { [LINE_PORT]: line } : {}) },
        onProgress: say,
        signal: stop.signal,
      });
    } finally {
      await takeAway(console, PRELUDE_FILE);
    }
  } finally {
    stop.release();
    await Promise.all(streams.map((stream) => stream.close()));
  }
}

/** Takes the boot file off the board. When the board cannot be reached, says what it does by itself. */
async function takeAway(console: ByteStream, name: string): Promise<void> {
  const { LEASH_S } = await import('../../hil/target/board/prelude.js');
  const { ASK, frame } = await import('../../hil/target/board/frames.js');
  try {
    if (!console.isOpen) throw new LiquidusError('link.board', `The line to ${console.title} is lost.`);
    console.write(frame(ASK.end, ''));
    await pause(OPEN_MS);
    await removeSecondBootFile(console, name);
    say('the boot file of the bench is off the board; the board has stopped without a program, its outputs are off: restart it to run the bundle');
  } catch (error) {
    if (!(error instanceof LiquidusError || error instanceof FlashFailure)) throw error;
    say(`${error.message} The boot file of the bench removes itself ${LEASH_S} s after the last word of the bench, also after a restart.`);
  }
}

/** Runs a suite on a controller whose pins a second board plays. As `runOnBoard`; `--port` is the RS-485 line of the controller. */
export async function runOnBench(suite: Suite, flags: HardwareFlags): Promise<HardwareOutcome | undefined> {
  const { port, stimulusPort } = flags;
  if (port === undefined || stimulusPort === undefined)
    throw new LiquidusError(
      'usage.port',
      'Where are the boards? Give --stimulus-port DEVICE for the console of the second board and --port DEVICE for the RS-485 line of the controller.',
    );
  const row = rowOf(flags.board);
  const { builtBundle, builtStimulus } = await import('../../hil/scenario/bundle-file.js');
  const { PRELUDE_FILE } = await import('../../hil/target/board/prelude.js');
  const { CONSOLE_PORT, LINE_PORT } = await import('../../hil/target/board/board.js');
  const { runInThread } = await import('../../hil/scenario/hardware.js');
  const { ASK, frame } = await import('../../hil/target/board/frames.js');
  const { STIMULATED_BOARD } = await import('../../firmware/model/stimulus.js');
  const bundle = builtBundle(row.id);
  const text = builtStimulus();
  await announce(suite, bundle);
  const stop = awaitStop(false);
  const streams: ByteStream[] = [];
  try {
    const stimulus = await openConsole(stimulusPort, true);
    streams.push(stimulus);
    const line = await openLine(port);
    streams.push(line);
    // One that an earlier run left opens its console at this word; to a console it is a line without sense.
    const open = async (): Promise<void> => {
      stimulus.write(frame(ASK.end, ''));
      await pause(OPEN_MS);
    };
    await open();
    const found = await putSecondBootFile(stimulus, {
      row: rowOf(STIMULATED_BOARD),
      name: PRELUDE_FILE,
      text,
      anyBoard: flags.anyBoard === true,
      start: true,
    });
    say(`the second board, ${found.board}, interpreter ${found.interpreter}, plays the plant; wires: docs/stimulus.md`);
    try {
      return await runInThread({ suite, bundle, ports: { [CONSOLE_PORT]: stimulus, [LINE_PORT]: line }, onProgress: say, signal: stop.signal });
    } finally {
      await clearStimulus(stimulus, open, PRELUDE_FILE);
    }
  } finally {
    stop.release();
    await Promise.all(streams.map((stream) => stream.close()));
  }
}

/** Takes the program off the second board. When it cannot be reached, says what it does by itself. */
async function clearStimulus(stimulus: ByteStream, open: () => Promise<void>, name: string): Promise<void> {
  try {
    await open();
    await removeSecondBootFile(stimulus, name);
    say('the program of the second board is off it; its pins are off and the controller is without supply');
  } catch (error) {
    if (!(error instanceof LiquidusError || error instanceof FlashFailure)) throw error;
    say(`${error.message} The second board switches all its pins off 2 s after the last word of the bench.`);
  }
}

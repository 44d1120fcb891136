/**
 * `liquidus conform`: the conformance vectors of Modbus on a device, one by one, on its real line.
 */
import type { Command } from 'commander';
import { BOARDS } from '../../firmware/model/boards.js';
import { streamOf } from '../bus/connection.js';
import type { ByteStream } from '../bus/stream.js';
import { deviceOf } from '../conform/device.js';
import type { ConformLine } from '../conform/trial.js';
import { tryVector } from '../conform/trial.js';
import { vectorsFor } from '../conform/vectors.js';
import type { Live } from '../device/live.js';
import { standing, stateName } from '../device/outcome.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf, withConnection, withDevice } from './connection-options.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { checkNothingPending } from './journal.js';
import { sleep } from './terminal/stop.js';
import { styleFor } from './terminal/style.js';

interface ConformFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** Longest wait for the first byte of an answer, and the silence that ends one, ms: a USB adapter pauses for up to 16 ms within a frame. */
const ANSWER_MS = 400;
const GAP_MS = 40;
/** States in which nothing hangs on the shadow that the vectors write. */
const QUIET = new Set(['cold', 'service']);

/** Adds the command. */
export function addConform(program: Command): void {
  withConnection(program.command('conform'))
    .description('try every line of the Modbus specification on a controller and say which answer is another one')
    .option('--json', 'print one JSON object per line and vector')
    .addHelpText(
      'after',
      `\nOn a serial line or RTU over TCP, in state cold or service. Writes event cursor and parameter shadow and puts them back; commits nothing.\nExit code 1 when an answer is another one.\n${EXIT_HELP}\n\nExamples:\n  liquidus conform --port /dev/ttyUSB0\n  liquidus conform --rtu-tcp 127.0.0.1:4001 --json > conform.jsonl`,
    )
    .action(conform);
}

/** Checks that the device may be tried, over the strict bus. */
async function lookAt(flags: ConformFlags): Promise<Live> {
  return withDevice(flags, async ({ device, title }) => {
    checkNothingPending(title);
    const live = await device.readSnapshot();
    if (QUIET.has(stateName(live.state))) return live;
    throw new LiquidusError(
      'refused.wrongState',
      `The device is in ${standing(live)}; conformance is tried in state cold or service only: stop the plant first.`,
    );
  });
}

/** Sends bytes as they are, also wrong ones, and resolves with what comes back until the line is silent. */
function exchange(stream: ByteStream, bytes: Uint8Array, answerMs: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const got: number[] = [];
    const end = (): void => {
      stream.off('bytes', take);
      resolve(Uint8Array.from(got));
    };
    let timer = setTimeout(end, answerMs);
    const take = (piece: Uint8Array): void => {
      got.push(...piece);
      clearTimeout(timer);
      timer = setTimeout(end, GAP_MS);
    };
    stream.on('bytes', take);
    stream.write(bytes);
  });
}

async function conform(flags: ConformFlags): Promise<void> {
  const connection = connectionOf(flags);
  if (connection.kind === 'tcp') {
    throw new LiquidusError('usage.connection', 'Frames with wrong CRCs do not pass a Modbus TCP gateway; use --port or --rtu-tcp.');
  }
  const live = await lookAt(flags);
  const board = BOARDS.find(({ number }) => number === live.variant >> 8);
  if (!board) throw new LiquidusError('refused.board', `The device says that it is board ${live.variant >> 8}, which this program does not know.`);
  const vectors = vectorsFor(deviceOf(board));
  const stream = streamOf(connection);
  await stream.open();
  const line: ConformLine = { exchange: (bytes) => exchange(stream, bytes, flags.timeout ?? ANSWER_MS), pause: (ms) => sleep(ms) };
  const style = styleFor(process.stdout);
  let bad = 0;
  try {
    for (const [k, vector] of vectors.entries()) {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${k + 1} of ${vectors.length}, ${bad} wrong`);
      const trial = await tryVector(vector, line, flags.unit);
      if (trial.complaint !== '') bad++;
      if (flags.json === true) process.stdout.write(`${JSON.stringify({ ...trial, source: vector.source, good: trial.complaint === '' })}\n`);
      else if (trial.complaint !== '') process.stdout.write(`${style.alarm('wrong')}  ${trial.name}\n       ${trial.complaint}\n`);
      if (!stream.isOpen)
        throw new LiquidusError(
          'link.closed',
          `The line ${stream.title} is gone after ${k + 1} of ${vectors.length} vectors; check the cable and start again.`,
        );
    }
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    await stream.close();
  }
  if (flags.json !== true) process.stdout.write(`${vectors.length - bad} of ${vectors.length} vectors answered as the specification asks.\n`);
  if (bad > 0) process.exitCode = EXIT.failure;
}

/**
 * A second boot file in front of the bundle, for the bench: put on a board whose bundle is the one that is asked for, and taken away again.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { bundleRecord } from '../../firmware/model/bundle-record.js';
import { base64Of, crc32, pause } from '../bytes.js';
import type { ConsoleStream } from '../console/uart.js';
import { LiquidusError } from '../error.js';
import { FILES, OTHER_BOOT_FILES, PIECE_BYTES, START, STOP, WATCHDOG_S } from './commands.js';
import { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';
import { checkBoard } from './fit.js';
import { checkFile, survey, type Survey, TRIES } from './survey.js';

/** Longest wait for one answer, ms. */
const ANSWER_MS = 2000;
/** Bytes of Storage that a file takes besides its own. */
const FILE_OVERHEAD = 64;
/** Time in which the board removes the file by itself and starts its interpreter anew, ms. */
const REMOVE_MS = 5000;
const RETRY_MS = 200;
const STORAGE = 'require("Storage")';

/** What is put where. */
export interface SecondBootFile {
  readonly row: BoardRow;
  /** Bundle that must lie in the boot file; absent for a board whose own program is not asked for. */
  readonly bundle?: { readonly bytes: Uint8Array; readonly sha256: string };
  readonly name: string;
  readonly text: string;
  /** The interpreter for Linux stands in for the board, with a boot file of its own that gives it pins. */
  readonly anyBoard: boolean;
  /** Starts the board with it at once. */
  readonly start: boolean;
}

/** Refuses a board that does not hold exactly the bundle, or runs something else besides. Throws `refused.*`. */
function checkHolding({ row, bundle, name, anyBoard }: SecondBootFile, found: Survey): void {
  checkBoard(row, found, anyBoard);
  if (!bundle) return;
  const { program, record } = found;
  const wanted = bundle.sha256.slice(0, 16);
  if (program === null)
    throw new LiquidusError('refused.bundle', `The board holds no program; put the bundle on it first: "liquidus flash --board ${row.id}".`);
  if (
    !program.whole ||
    program.bytes !== bundle.bytes.length ||
    program.crc !== crc32(bundle.bytes) ||
    record !== bundleRecord(bundle.bytes, bundle.sha256)
  ) {
    const held = record === null ? `a program of ${program.bytes} bytes without a record` : `the program ${record.slice(0, 16)}…`;
    throw new LiquidusError(
      'refused.bundle',
      `The board holds ${held}, but the one to run is ${wanted}…; flash it first ("liquidus flash --board ${row.id}"), or check out what the board holds.`,
    );
  }
  const others = found.files.filter((file) => file !== name && (OTHER_BOOT_FILES as readonly string[]).includes(file));
  if (others.length > 0 && !anyBoard)
    throw new LiquidusError(
      'refused.bootFiles',
      `The board also runs ${others.join(', ')} when it starts, so what is tested would not be the bundle alone; "liquidus flash" removes them.`,
    );
}

/** Puts the file on the board. Rejects with `link.*` and `refused.*`; nothing is left on the board then. */
export async function putSecondBootFile(stream: ConsoleStream, file: SecondBootFile): Promise<Survey> {
  const board = new Dialogue(stream, ANSWER_MS);
  const found = await survey(board);
  checkHolding(file, found);
  const { name, text } = file;
  const content = Buffer.from(text, 'latin1');
  if (found.free < content.length + FILE_OVERHEAD)
    throw new LiquidusError(
      'refused.space',
      `Storage has ${found.free} bytes free, and the bench's boot file needs ${content.length + FILE_OVERHEAD}; erase files that are not needed.`,
    );
  try {
    await board.ask(`(E.enableWatchdog(${WATCHDOG_S},true),${STORAGE}.erase("${name}"),1)`, TRIES);
    for (let at = 0; at < content.length; at += PIECE_BYTES) {
      const piece = base64Of(content.subarray(at, at + PIECE_BYTES));
      await board.ask(`${STORAGE}.write("${name}",atob("${piece}"),${at},${content.length})`, 1);
    }
    const held = await checkFile(board, name);
    if (held?.crc !== crc32(content)) throw new FlashFailure('refused.verify', `The boot file ${name} does not read back as it was sent`);
  } catch (error) {
    if (board.isOpen) await board.ask(`(${STORAGE}.erase("${name}"),1)`, TRIES).catch(() => undefined);
    throw error instanceof FlashFailure ? new LiquidusError(error.code, `${error.message}; nothing of it stays on the board.`) : error;
  }
  if (file.start) await board.ask(START, 1).catch(() => undefined);
  return found;
}

/**
 * Waits until the board has removed the file and its interpreter answers again, without a program and with its outputs off. Rejects with
 * `refused.prelude` when the file is still there, and with `link.*` when nobody answers.
 */
async function awaitRemoval(stream: ConsoleStream, name: string): Promise<void> {
  const board = new Dialogue(stream, ANSWER_MS);
  const end = performance.now() + REMOVE_MS;
  while (!(await board.answers())) {
    if (!board.isOpen || performance.now() > end) throw new LiquidusError('link.board', `The board at ${stream.title} does not answer any more.`);
    await pause(RETRY_MS);
  }
  const files = await board.ask(FILES, TRIES);
  if (!Array.isArray(files) || files.includes(name))
    throw new LiquidusError('refused.prelude', `The file ${name} is still on the board at ${stream.title}; "liquidus flash" removes it.`);
}

/** Removes the file from a board whose console is open again, and restarts its interpreter without a program. Rejects as `awaitRemoval`. */
export async function removeSecondBootFile(stream: ConsoleStream, name: string): Promise<void> {
  const board = new Dialogue(stream, ANSWER_MS);
  if (!(await board.wait(REMOVE_MS))) throw new LiquidusError('link.board', `The board at ${stream.title} does not answer.`);
  await board.ask(`(${STORAGE}.erase("${name}"),1)`, TRIES);
  await board.ask(STOP, 1).catch(() => undefined);
  await awaitRemoval(stream, name);
}

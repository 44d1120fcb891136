/**
 * Who is at the console and what its flash holds. Reads only.
 */
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { LiquidusError } from '../error.js';
import { FILES, fileCheck, IDENTITY, readWhole, SPACE } from './commands.js';
import type { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';

/** Attempts of a question that only reads, or that may be repeated without harm. */
export const TRIES = 3;

/** Length and CRC-32 of a file on the board. */
export interface FileCheck {
  readonly bytes: number;
  readonly crc: number;
  /** False when its last byte is erased flash: the writing was cut short. A bundle is ASCII and tokens up to 198, so it never has that byte. */
  readonly whole: boolean;
}

/** The board before anything was changed. */
export interface Survey {
  /** Name that the interpreter gives its board, for example PICO_R1_3. */
  readonly board: string;
  /** Version of the interpreter. */
  readonly interpreter: string;
  /** Variables of the interpreter. */
  readonly variables: number;
  /** Bytes free in Storage. */
  readonly free: number;
  /** Bytes that deleted files take; they come free when the files are moved together. */
  readonly deleted: number;
  /** Names of all files. */
  readonly files: readonly string[];
  /** Boot file; null when there is none. */
  readonly program: FileCheck | null;
  /** Record beside the boot file: SHA-256 and check (firmware/model/bundle-record.ts); null when there is none. */
  readonly record: string | null;
}

function strange(what: string, answer: unknown): FlashFailure {
  return new FlashFailure('refused.flash', `The interpreter's answer to a question about its ${what} is not understood (${JSON.stringify(answer)})`);
}

/** Numbers of an answer. Throws a `FlashFailure` when it is not a list of `count` numbers. */
function numbers(answer: unknown, count: number, what: string): number[] {
  const list: unknown[] = Array.isArray(answer) ? answer : [];
  const found = list.filter((entry) => typeof entry === 'number');
  if (found.length !== count || list.length !== count) throw strange(what, answer);
  return found;
}

/** Length and CRC-32 of a file; null when there is none. */
export async function checkFile(board: Dialogue, name: string): Promise<FileCheck | null> {
  const answer = await board.ask(fileCheck(name), TRIES);
  if (answer === null) return null;
  const [bytes = 0, crc = 0, last = 0] = numbers(answer, 3, `file ${name}`);
  return { bytes, crc, whole: last !== 0xff };
}

/** Free and deleted bytes of Storage. */
export async function readSpace(board: Dialogue): Promise<{ free: number; deleted: number }> {
  const [free = 0, deleted = 0] = numbers(await board.ask(SPACE, TRIES), 2, 'Storage');
  return { free, deleted };
}

/** Looks at the board. Rejects with `refused.notService` when the console is silent: the firmware opens it in state service only. */
export async function survey(board: Dialogue): Promise<Survey> {
  if (!(await board.answers()) && !(await board.answers())) {
    if (!board.isOpen) throw board.lost();
    throw new LiquidusError(
      'refused.notService',
      `The console at ${board.title} does not answer: a Liquidus program keeps it closed outside the state service; stop the plant and send "liquidus send service" over Modbus first, or check port and cable when no program runs there.`,
    );
  }
  const identity = await board.ask(IDENTITY, TRIES);
  const [name, interpreter, variables] = Array.isArray(identity) ? (identity as unknown[]) : [];
  if (typeof name !== 'string' || typeof interpreter !== 'string' || typeof variables !== 'number') throw strange('board', identity);
  const files = await board.ask(FILES, TRIES);
  if (!Array.isArray(files)) throw strange('files', files);
  const record = await board.ask(readWhole(HASH_FILE), TRIES);
  return {
    board: name,
    interpreter,
    variables,
    ...(await readSpace(board)),
    files: files.filter((entry) => typeof entry === 'string'),
    program: await checkFile(board, BOOT_FILE),
    record: typeof record === 'string' ? record : null,
  };
}

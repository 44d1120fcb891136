/**
 * Whether a bundle may go onto a board.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { BOARDS } from '../../firmware/model/boards.js';
import { HASH_DIGITS } from '../../firmware/model/bundle-record.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { LiquidusError } from '../error.js';
import type { Survey } from './survey.js';

/** Bytes of the header that Storage puts before every file (32), and its rounding to whole words. */
const HEADER_BYTES = 32;
const WORD_BYTES = 4;
/** Length of the record beside the boot file: SHA-256 and check in hexadecimal. */
const RECORD_BYTES = HASH_DIGITS + 8;
/** Bytes that a file takes in Storage. */
function taken(bytes: number): number {
  return HEADER_BYTES + Math.ceil(bytes / WORD_BYTES) * WORD_BYTES;
}

/** Row of a board id. Throws `usage.board`. */
export function rowOf(id: string | undefined): BoardRow {
  const row = BOARDS.find((candidate) => candidate.id === id);
  if (row) return row;
  const said = id === undefined ? 'Which board is it?' : `There is no board "${id}".`;
  throw new LiquidusError('usage.board', `${said} Give --board ID; boards: ${BOARDS.map((board) => board.id).join(', ')}.`);
}

/** The release of the interpreter that the programs were run on (docs/espruino.md): an older one may lack what they use. */
export const LEAST_INTERPRETER = '2v29';

/** Numbers of a version such as 2v29 or 2v29.277. */
function versionOf(text: string): number {
  const [, major = '0', minor = '0'] = /^(\d+)v(\d+)/.exec(text) ?? [];
  return Number(major) * 1000 + Number(minor);
}

/** True when the interpreter runs on the board of the row. */
function isBoard(row: BoardRow, name: string): boolean {
  return row.interpreter === name;
}

/** Refuses another board than the row's, an older interpreter, and one with less memory. Throws `refused.board`, `refused.interpreter`, `refused.memory`. */
export function checkBoard(row: BoardRow, found: Survey, anyBoard: boolean): void {
  if (anyBoard) return;
  if (!isBoard(row, found.board)) {
    throw new LiquidusError(
      'refused.board',
      `The board at this port is ${found.board}, but --board ${row.id} is ${row.interpreter}; correct --port or --board, or add --any-board for a trial on the interpreter for Linux, where the program cannot find its pins.`,
    );
  }
  if (versionOf(found.interpreter) < versionOf(LEAST_INTERPRETER)) {
    throw new LiquidusError(
      'refused.interpreter',
      `The interpreter on this board is ${found.interpreter}, and the program was never run on one older than ${LEAST_INTERPRETER}; install the current one for ${found.board} from espruino.com.`,
    );
  }
  if (found.variables < row.variables) {
    throw new LiquidusError(
      'refused.memory',
      `The interpreter ${found.interpreter} on this board has ${found.variables} variables, the program is made for ${row.variables}; install an interpreter of the ordinary build for ${found.board}.`,
    );
  }
}

/**
 * How a program of `bytes` and small `files` come into Storage: beside the old ones, or in their place when both do not fit. Throws `refused.space` when
 * even the place of the old ones and of deleted files is too small. Nothing has to stay free: the firmware makes no files.
 * @param held files of the board by name, as far as they were copied
 * @returns true: in place, so the old program is removed and the files are moved together first
 */
export function mustReplace(
  bytes: number,
  files: ReadonlyMap<string, Uint8Array>,
  found: Survey,
  held: ReadonlyMap<string, Uint8Array> = new Map(),
): boolean {
  const small = [...files.values()].reduce((sum, content) => sum + taken(content.length), 0);
  const replaced = [...held].reduce((sum, [name, content]) => sum + (files.has(name) ? taken(content.length) : 0), 0);
  const needed = taken(bytes) + taken(RECORD_BYTES) + small;
  if (found.free >= needed) return false;
  const old = (found.program ? taken(found.program.bytes) : 0) + (found.record === null ? 0 : taken(found.record.length));
  const room = found.free + found.deleted + old + replaced;
  if (room >= needed) return true;
  const others = found.files.filter((name) => name !== BOOT_FILE && name !== HASH_FILE);
  throw new LiquidusError(
    'refused.space',
    `Storage has room for ${room} bytes in the place of the old program, and the new one needs ${needed}; erase files that are not needed${others.length === 0 ? '' : ` (it holds ${others.join(', ')})`}.`,
  );
}

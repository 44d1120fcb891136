/**
 * Copies of the board's files, made before anything is changed.
 */
import { SET_FILE } from '../../firmware/model/memory.js';
import { PARAMETER_FILE } from '../../firmware/model/parameter-file.js';
import { COUNTER_FILE, EVENT_FILE } from '../../firmware/model/record-files.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { base64Of, bytesOf, crc32, fromBase64, joined } from '../bytes.js';
import { LiquidusError } from '../error.js';
import { erasedPieces, OTHER_BOOT_FILES, PIECE_BYTES, readPiece } from './commands.js';
import type { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';
import type { FileCheck, Survey } from './survey.js';
import { checkFile, TRIES } from './survey.js';

/** Files for records, much of which is erased: parameters, counters and events (firmware/model/). */
const SPARSE: readonly string[] = [PARAMETER_FILE, COUNTER_FILE, EVENT_FILE];
/** Files that are kept: program, its record, those for records, what the parameters are, and whatever else runs at the start. */
const KEPT: readonly string[] = [BOOT_FILE, HASH_FILE, PARAMETER_FILE, SET_FILE, COUNTER_FILE, EVENT_FILE, ...OTHER_BOOT_FILES];

/** Where a backup lies, in words, and the files in it by name. */
export interface Backup {
  readonly place: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Takes a backup. Both reject with a `FlashFailure` `usage.backup` that says what stopped it. */
export interface BackupStore {
  readonly place: string;
  keep(files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** One more file into the same place. */
  add(name: string, content: Uint8Array): Promise<void>;
}

/** File of a backup that says which board it is of, and what the others are. */
export const BOARD_FILE = 'board.json';

/** One file of the board, checked against its CRC-32 there. Of a file for records only what is not erased is read. */
async function readFile(board: Dialogue, name: string, bytes: number, crc: number, onBytes: (count: number) => void): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const blank = SPARSE.includes(name) ? await board.ask(erasedPieces(name), TRIES) : '';
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const count = Math.min(PIECE_BYTES, bytes - at);
    const isBlank = typeof blank === 'string' && blank[at / PIECE_BYTES] === '1';
    pieces.push(isBlank ? new Uint8Array(count).fill(0xff) : fromBase64(await board.ask(readPiece(name, at, count), TRIES)));
    onBytes(count);
  }
  const content = joined(pieces);
  if (content.length !== bytes || crc32(content) !== crc) {
    throw new FlashFailure('link.flash', `The copy of the board's file ${name} is damaged (${content.length} of ${bytes} bytes); check the cable`);
  }
  return content;
}

/**
 * Copies the files that matter into `store`, byte for byte, with `board.json` beside them. Null when there are none.
 * @param onProgress bytes read, bytes in all
 */
export async function backUp(
  board: Dialogue,
  found: Survey,
  store: BackupStore,
  onProgress: (done: number, total: number) => void,
): Promise<Backup | null> {
  const checks: ({ readonly name: string } & FileCheck)[] = [];
  for (const name of KEPT) {
    const check = found.files.includes(name) ? await checkFile(board, name) : null;
    if (check) checks.push({ name, ...check });
  }
  if (checks.length === 0) return null;
  const total = checks.reduce((sum, file) => sum + file.bytes, 0);
  let done = 0;
  const files = new Map<string, Uint8Array>();
  for (const { name, bytes, crc } of checks) {
    files.set(name, await readFile(board, name, bytes, crc, (count) => onProgress((done += count), total)));
  }
  const told = `${JSON.stringify({ ...found, files: checks.map(({ name, bytes, crc }) => ({ name, bytes, crc })) }, null, 2)}\n`;
  await store.keep(new Map([...files, [BOARD_FILE, bytesOf(told)]]));
  return { place: store.place, files };
}

/** A backup as one text: JSON with the files in base64, for a place that is no folder. */
export function backupText(files: ReadonlyMap<string, Uint8Array>): string {
  const kept = Object.fromEntries([...files].map(([name, content]) => [name, base64Of(content)]));
  return `${JSON.stringify({ liquidusBackup: 1, files: kept }, null, 2)}\n`;
}

/** Reads `backupText`. Throws `usage.backup` for anything else. */
export function parseBackup(text: string): ReadonlyMap<string, Uint8Array> {
  let files: unknown;
  try {
    files = (JSON.parse(text) as { files?: unknown } | null)?.files;
  } catch {
    files = undefined;
  }
  if (typeof files !== 'object' || files === null) {
    throw new LiquidusError(
      'usage.backup',
      'This file is no backup of a board; give the folder of a flashing, or the file that the commissioning page gave.',
    );
  }
  return new Map(Object.entries(files).map(([name, content]) => [name, fromBase64(content)]));
}

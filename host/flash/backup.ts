/**
 * Copies of the board's files on the disk of the PC, made before anything is changed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SET_FILE, SLOT_NAMES } from '../../firmware/model/memory.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { OTHER_BOOT_FILES, PIECE_BYTES, readPiece } from './commands.js';
import type { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';
import type { FileCheck, Survey } from './survey.js';
import { checkFile, TRIES } from './survey.js';

/** Files that are kept: program, its record, both slots of the parameters and what they hold (firmware/model/memory.ts), and whatever else runs at the start. */
const KEPT: readonly string[] = [BOOT_FILE, HASH_FILE, ...SLOT_NAMES, SET_FILE, ...OTHER_BOOT_FILES];

/** Folder of a backup, and the files in it by name. */
export interface Backup {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** One file of the board, checked against its CRC-32 there. */
async function readFile(board: Dialogue, name: string, bytes: number, crc: number, onBytes: (count: number) => void): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const count = Math.min(PIECE_BYTES, bytes - at);
    const answer = await board.ask(readPiece(name, at, count), TRIES);
    pieces.push(Buffer.from(typeof answer === 'string' ? answer : '', 'base64'));
    onBytes(count);
  }
  const content = Buffer.concat(pieces);
  if (content.length !== bytes || crc32(content) !== crc) {
    throw new FlashFailure('link.flash', `The copy of the board's file ${name} is damaged (${content.length} of ${bytes} bytes); check the cable`);
  }
  return content;
}

/** Writes into the folder of a backup. Throws a failure that says what the disk said. */
function written(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new FlashFailure('usage.backup', `The backup cannot be written to ${folder} (${error instanceof Error ? error.message : String(error)})`);
  }
}

/**
 * Copies the files that matter into `folder`, byte for byte, with `board.json` beside them. Null when there are none.
 * @param onProgress bytes read, bytes in all
 */
export async function backUp(
  board: Dialogue,
  found: Survey,
  folder: string,
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
  const files = new Map<string, Buffer>();
  for (const { name, bytes, crc } of checks) {
    files.set(name, await readFile(board, name, bytes, crc, (count) => onProgress((done += count), total)));
  }
  written(folder, () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
    writeFileSync(
      join(folder, 'board.json'),
      `${JSON.stringify({ ...found, files: checks.map(({ name, bytes, crc }) => ({ name, bytes, crc })) }, null, 2)}\n`,
    );
  });
  return { folder, files };
}

/** Adds a file to a backup on the disk. Throws a failure `usage.backup`. */
export function addToBackup(backup: Backup, name: string, content: Buffer): void {
  written(backup.folder, () => writeFileSync(join(backup.folder, name), content));
}

/**
 * Counters and events of a board without FRAM lie in files, which the firmware only fills. They go on over a flashing, and are made anew when little
 * room is left in them: the newest counters go over, and the old files are in the backup.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { eventCapacity } from '../../firmware/model/events.js';
import { emptyFile, eventStart, INTACT } from '../../firmware/model/memory.js';
import { COUNTER_FILE, RECORD_BYTES, recordFiles, RECORDS_AT } from '../../firmware/model/record-files.js';
import { crc32 } from '../bytes.js';

/** Share of its records that a file must have left. */
const FEW = 1 / 4;
const EVENT_BYTES = 16;

/** Pieces of `size` bytes in `bytes`, from the first on. */
function pieces(bytes: Uint8Array, at: number, size: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, k) => bytes.subarray(at + size * k, at + size * (k + 1)));
}

/** True when a file takes few records more. */
function isWorn(row: BoardRow, name: string, bytes: Uint8Array): boolean {
  const places =
    name === COUNTER_FILE
      ? pieces(bytes, RECORDS_AT, RECORD_BYTES, Math.floor((bytes.length - RECORDS_AT) / RECORD_BYTES))
      : pieces(bytes, eventStart(row), EVENT_BYTES, eventCapacity(row));
  return places.filter((place) => place.every((byte) => byte === 0xff)).length < places.length * FEW;
}

/** The newest whole record of the counters. */
function newest(bytes: Uint8Array): Uint8Array | undefined {
  return pieces(bytes, RECORDS_AT, RECORD_BYTES, Math.floor((bytes.length - RECORDS_AT) / RECORD_BYTES))
    .filter((record) => crc32(record) === INTACT)
    .at(-1);
}

/** Files that are written for the firmware of `row`. `files`: the board's files by name. */
export function planRecords(row: BoardRow, files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const made = new Map<string, Uint8Array>();
  for (const { name, bytes } of recordFiles(row)) {
    const held = files.get(name);
    if (held?.length === bytes && !isWorn(row, name, held)) continue;
    const content = emptyFile(bytes);
    const record = held && name === COUNTER_FILE ? newest(held) : undefined;
    if (record) content.set(record, RECORDS_AT);
    made.set(name, content);
  }
  return made;
}

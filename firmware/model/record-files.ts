/**
 * Files in Storage that take the place of the FRAM on a board that has none (`fram` of its row): counters, and events with their histories. Whoever
 * flashes makes them, erased behind their head (firmware/model/memory.ts), and carries the newest counters over.
 */
import type { BoardRow } from './boards.js';
import { eventCapacity } from './events.js';
import { historySlots } from './history.js';
import { eventStart, FILE_HEAD, historyStart } from './memory.js';
import { parameterFileOf } from './parameter-file.js';

/** Counter records, one behind another. */
export const COUNTER_FILE = 'lqk';
/** Event and history records, each at its address. */
export const EVENT_FILE = 'lqe';

/**
 * Bytes of a counter record: charge, error of the charge, energy in, energy out as doubles; number of the record, starts, newest event, flags and
 * CRC-32 as words; low byte first.
 */
export const RECORD_BYTES = 52;
/** Bytes in front of the first record. */
export const RECORDS_AT = FILE_HEAD.length;
/** Most records of a file: a hundred days of the busiest service, and a start that looks through them at once. */
const MOST_RECORDS = 8192;
/** Bytes of Storage that stay for the other files, their headers and rounding. */
const SPARE = 4096;

/** Bytes of the file of events: its records reach from the first event to the last history. */
export function eventFileBytes(board: BoardRow): number {
  return Math.max(eventStart(board) + 16 * eventCapacity(board), historyStart(board) + 256 * historySlots(board));
}

/** Counter records that fit beside the longest program of the board. */
export function recordCapacity(board: BoardRow): number {
  const room = board.storageBytes - board.bundleLimit - parameterFileOf(board).bytes - eventFileBytes(board) - SPARE;
  return Math.min(Math.floor(room / RECORD_BYTES), MOST_RECORDS);
}

/** Files that a board needs besides its parameters, with their bytes. */
export function recordFiles(board: BoardRow): readonly { readonly name: string; readonly bytes: number }[] {
  if (board.fram) return [];
  return [
    { name: COUNTER_FILE, bytes: RECORDS_AT + RECORD_BYTES * recordCapacity(board) },
    { name: EVENT_FILE, bytes: eventFileBytes(board) },
  ];
}

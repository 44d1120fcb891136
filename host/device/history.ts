/** Histories of a device: the measured values of the ten seconds before a trip (firmware/model/history.ts). */
import { HISTORY_FIRST, HISTORY_REGISTERS, HISTORY_SAMPLES, HISTORY_WORDS } from '../../firmware/model/history.js';
import { LIVE_ROWS } from '../../firmware/model/registers.js';
import { decodeNumber, type Words } from './codec.js';
import { isWholeRecord } from './record.js';

/** Registers of the live block that a snapshot holds. */
const ROWS = LIVE_ROWS.filter((row) => row.address >= HISTORY_FIRST && row.address < HISTORY_FIRST + HISTORY_WORDS);

/** Values by the names of their registers, in their units; null: not available. */
export type Snapshot = Readonly<Record<string, number | null>>;

/** Reads of the window: offset of the first register, and how many. At most 60 fit a reply that does not block the smallest board. */
export const HISTORY_READS: readonly (readonly [from: number, count: number])[] = [
  [0, 60],
  [60, 60],
  [120, HISTORY_REGISTERS - 120],
];

/**
 * Snapshots before event `number`, the oldest first, from the registers of its record. Null when the record is damaged, was overwritten by that of
 * a younger event, or never written. Trips of one tick share the record of the last one.
 */
export function decodeHistory(words: Words, number: number): Snapshot[] | null {
  if (words[0] !== (number & 0xffff) || !isWholeRecord(words, 0, HISTORY_REGISTERS)) return null;
  return Array.from({ length: HISTORY_SAMPLES }, (_, k) =>
    Object.fromEntries(ROWS.map((row) => [row.name, decodeNumber(row, words, HISTORY_FIRST - 1 - k * HISTORY_WORDS)])),
  );
}

/**
 * History records: the measured values of the ten seconds before a trip, under the number of the newest event of that tick.
 *
 * Register 0 of a record is that number, then ten snapshots follow, the oldest first, each with the registers `HISTORY_FIRST` and up of the live
 * block, and the last register is the low half of the CRC-32 of all bytes before it, the last one first.
 */
import type { BoardRow } from './boards.js';

export const HISTORY_SAMPLES = 10;
/** Registers of a snapshot: current to margin of the live block. */
export const HISTORY_FIRST = 26;
export const HISTORY_WORDS = 12;
/** Registers of a record. */
export const HISTORY_REGISTERS = HISTORY_SAMPLES * HISTORY_WORDS + 2;
/** Records in the memory: that of event n lies at place n modulo this. In Storage none is overwritten, so there are more of them. */
export function historySlots(board: Pick<BoardRow, 'fram'>): number {
  return board.fram ? 8 : 64;
}

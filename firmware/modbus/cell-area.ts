/**
 * Registers of single cells on a board of profile `core` that measures them: voltages and resistances, an area of their own behind a gap in the map. A
 * register between the two, or of a cell that is not there, reads 0 or as not available.
 */
import { BOARD } from '../board/row.js';
import { MOST_CELLS } from '../model/process-registers.js';
import { FIRST_CELL, FIRST_RATIO } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import { signed, unsigned } from './sunspec-values.js';

/** Puts `count` registers from offset `k` on into `bytes`, big-endian, from its fourth byte on. */
export function readCells(k: number, count: number, bytes: Uint8Array): void {
  const x = X;
  for (let i = 3; count--; k++) {
    const v = k < BOARD.cells ? signed(x[FIRST_CELL - k]) : k < MOST_CELLS ? 0 : unsigned(x[FIRST_RATIO + MOST_CELLS - k]);
    bytes[i++] = v >> 8;
    bytes[i++] = v;
  }
}

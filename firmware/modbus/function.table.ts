/** What the slave must know of every function code, by code. */
import { BOARD } from '../board/row.js';
import { answers, FUNCTIONS } from '../model/functions.js';

/** A row that is executed for all units at once is marked so in `KINDS`; one that counts its bytes in `LENGTHS`. Small enough for a table that is a text. */
export const MARK = 64;
const size = FUNCTIONS.reduce((most, row) => Math.max(most, row.code + 1), 0);

/** Place of the handler, counted from 1, 0 for a function that this board does not have; plus `MARK` for those that a broadcast may carry. */
export const KINDS = new Uint8Array(size);
/** Bytes of a request with address and CRC; `MARK` + n: byte n counts those behind it, two of CRC come on top; 0: the request does not tell. */
export const LENGTHS = new Uint8Array(size);
/** Nothing, and the codes of the functions that count their bytes, as characters; bytes of the longest request that does not. */
export const COUNTED = [''].concat(FUNCTIONS.filter((row) => row.length === 0 && answers(row, BOARD)).map((row) => String.fromCharCode(row.code)));
export const LONGEST_FIXED = FUNCTIONS.reduce((most, row) => Math.max(most, row.length), 0);
/** Most requests are so long; reads and writes of function 23 at once. */
export const SHORT = 8;
export const EXCHANGE = 23;
/** Over Modbus TCP: 1 for a function that only reads, 2 for one that may write, 0 for one that there is not. */
export const OVER_TCP = new Uint8Array(size);
export const READS = 1;
export const WRITES = 2;
FUNCTIONS.forEach((row, i) => {
  if (answers(row, BOARD)) KINDS[row.code] = i + 1 + (row.broadcast ? MARK : 0);
  if (answers(row, BOARD) && !row.serialOnly) OVER_TCP[row.code] = row.broadcast || row.code === EXCHANGE ? WRITES : READS;
  LENGTHS[row.code] = row.length || MARK + row.countAt;
});

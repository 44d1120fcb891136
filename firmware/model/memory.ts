/** What lies where in the memories that keep their content without power. */
import type { BoardRow } from './boards.js';

/** CRC-32 of any bytes with their own CRC-32 behind them, low byte first: a property of the polynomial. */
export const INTACT = 0x2144df1c;

/** Address of the FRAM on the I2C port. */
export const FRAM_ADDRESS = 0x50;
/** Bytes between the two counter records, which begin at address 0 of the FRAM. */
export const COUNTER_STEP = 256;
/** Where the event records begin, in the FRAM or in their file. Counters and events of a `core` board lie in the first 8 KiB, so smaller chips do too. */
export function eventStart(board: Pick<BoardRow, 'fram'>): number {
  return board.fram ? 4096 : 256;
}
/** Where the history records begin there, 256 bytes each: in the FRAM in front of the events, in the file behind those of profile `full`. */
export function historyStart(board: Pick<BoardRow, 'fram'>): number {
  return board.fram ? 2048 : 256 + 16 * 1024;
}

/**
 * First bytes of every file in which the firmware leaves records. Whoever flashes makes these files, erased behind the head, and the firmware never
 * makes one: a new file begins with its header, and a header that power has torn makes the interpreter erase all of its Storage at the next start,
 * the program too. What is written into a file that is there tears nothing but itself; at byte 0, though, it would make the file anew.
 */
export const FILE_HEAD = 'liquidus records';

/** CRC-32 of `bytes` bytes of erased flash (polynomial 0xedb88320). */
export function erasedCrc(bytes: number): number {
  let crc = -1;
  for (let bit = 0; bit < 8 * bytes; bit++) {
    // Only ones come in.
    crc = crc & 1 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
  }
  return ~crc >>> 0;
}

/** A file for records, `bytes` long, as it is made: the head, and erased behind it. */
export function emptyFile(bytes: number): Uint8Array {
  const content = new Uint8Array(bytes).fill(255);
  for (let i = 0; i < FILE_HEAD.length; i++) content[i] = FILE_HEAD.charCodeAt(i);
  return content;
}

/**
 * File that says which parameters the copies hold (`parameterSet`). The firmware knows its own set and never reads it; whoever flashes writes it, so
 * that the next one can carry the values over to another set.
 */
export const SET_FILE = 'lqset';

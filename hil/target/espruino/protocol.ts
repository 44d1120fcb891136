/**
 * Messages between the `espruino` target and its prelude, through two FIFOs. Both ways: a block of doubles of fixed length, then as many
 * bytes more as the block says.
 *
 * Bench to prelude: the inputs and how far to run; the bytes are a JSON array of numbers, operations one after another:
 * moment in microseconds, operation, its arguments. Prelude to bench: the outputs and when to come back; the bytes are records: a letter,
 * the length in two bytes (low first), the content.
 */
import type { BoardRow } from '../../../firmware/model/boards.js';

/** Places in the block to the prelude: the seven analog levels, how far to run, length of the bytes. */
export const TO = { analog: 0, untilUs: 7, extra: 8 } as const;
/** Doubles in the block to the prelude. */
export const TO_DOUBLES = 9;

/**
 * Places in the block from the prelude. `status`: see `STATUS`; `outputs`: seven, in the order of the pins; `extra`: length of the bytes;
 * `details`: value of the operation `count`, or numbers of the operations that are done when the status is not `done`.
 */
export const FROM = { nextUs: 0, biteUs: 1, status: 2, clockUs: 3, outputs: 4, extra: 11, details: 12, watched: 13 } as const;
/** Doubles in the block from the prelude. */
export const FROM_DOUBLES = 14;

/** Why the prelude answered: done, `E.reboot()`, or the watchdog bit. */
export const STATUS = { done: 0, reboot: 1, bite: 2 } as const;

/** Operations: level of a digital input (pin, level), pulses (pin, count), bytes received (count, bytes), memory exhausted, stall (microseconds), count the variables in use. */
export const OPERATION = { level: 1, pulses: 2, receive: 3, starve: 4, stall: 5, count: 6 } as const;

/** Letters of the records: bytes sent, message, error (both with the moment in microseconds and a blank in front). */
export const RECORD = { sent: 'T', log: 'L', error: 'E' } as const;

/** Names of the files in the folder of a run. */
export const FILES = {
  to: 'to',
  from: 'from',
  fram: 'fram',
  program: 'program.js',
  console: 'console.txt',
  flash: 'espruino.flash',
  pid: 'pid',
} as const;

/** Settings of a run. */
export interface PreludeSettings {
  readonly board: BoardRow;
  /** What the controller's clock shows at virtual time 0, microseconds. */
  readonly offsetUs: number;
  /** Bytes of Storage that the interpreter has more than the board. */
  readonly surplusBytes: number;
  /** Offers the global `busy(ms)`. */
  readonly probe: boolean;
}

/**
 * Messages between the `espruino` target and its prelude, through two FIFOs. Both ways: a block of doubles of fixed length, then as many
 * bytes more as the block says.
 *
 * Bench to prelude: the inputs and how far to run; the bytes are a JSON array of numbers, operations one after another:
 * moment in microseconds, operation, its arguments. Prelude to bench: the outputs and when to come back; the bytes are records: a letter,
 * the length in two bytes (low first), the content.
 */
import type { BoardRow } from '../../../firmware/model/boards.js';
import type { Pinout } from '../pinout.js';

/** Places in the blocks of both directions, which depend on the pins of the board. */
export interface Blocks {
  /** To the prelude: levels of the analog pins from 0 on, how far to run, length of the bytes; number of doubles. */
  readonly to: { readonly untilUs: number; readonly extra: number; readonly doubles: number };
  /**
   * From the prelude. `status`: see `STATUS`; `extra`: length of the bytes; `details`: value of the operation `count`, number of the operations
   * that are done when the status is not `done`, or of the bytes that a chip shall give; `outputs`: of the pins, in their order.
   */
  readonly from: typeof FROM & { readonly doubles: number };
}

/** Places of the block from the prelude that are the same on all boards. */
export const FROM = { nextUs: 0, biteUs: 1, status: 2, clockUs: 3, extra: 4, details: 5, watched: 6, outputs: 7 } as const;

/** Blocks of a board. */
export function blocksOf({ first }: Pinout): Blocks {
  const levels = first.pulse;
  return {
    to: { untilUs: levels, extra: levels + 1, doubles: levels + 2 },
    from: { ...FROM, doubles: FROM.outputs + first.bus - first.switch },
  };
}

/** Why the prelude answered: done, `E.reboot()`, the watchdog bit, or a chip is spoken to in the middle of a run: the bench answers at once. */
export const STATUS = { done: 0, reboot: 1, bite: 2, chip: 3 } as const;

/**
 * Operations: level of a digital input (pin, level), pulses (pin, count), bytes received (count, bytes), memory exhausted, stall (microseconds), count the
 * variables in use, lasting trouble (place in `LASTING`, value), jump of the clock (microseconds), bits of the FRAM turned over (address, mask).
 */
export const OPERATION = { level: 1, pulses: 2, receive: 3, starve: 4, stall: 5, count: 6, lasting: 7, clock: 8, fram: 9 } as const;

/** Lasting troubles by their places in the prelude's list; times in microseconds. The last two come with the start only: jumps so far, reset flags. */
export const LASTING = { slow: 0, crash: 1, variables: 2, framSilent: 3, jumped: 4, resetFlags: 5 } as const;

/** First byte of what is said to a chip on the SPI port, in the place of an I2C address: clock mode (mode), transfer (number of the select pin, bytes). */
export const SPI = { setup: 128, transfer: 129 } as const;

/**
 * Letters of the records: bytes sent (the moment is that of the first character on the wire), pulse of the direction pin (its end, microseconds), port set up (rate,
 * parity, stop bits), message, error.
 * Each has its moment in microseconds and a blank in front.
 */
export const RECORD = { sent: 'T', pulse: 'P', setup: 'S', log: 'L', error: 'E' } as const;

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

/** What the parts of the prelude are made from. */
export interface PreludeParts extends PreludeSettings {
  readonly pinout: Pinout;
  readonly blocks: Blocks;
}

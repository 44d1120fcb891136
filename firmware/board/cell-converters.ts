/**
 * Single cells on ADS1115 converters that carry nothing else and stand on the I2C port itself, without a multiplexer (Texas Instruments data sheet SBAS444).
 * A chip gives the cell that it has converted since the tick before, and is told to convert its next one: every chip is read once a tick, its inputs in turn.
 */
import { BAD } from '../sense/values.js';
import { FIRST_ADDRESS, ONE_SHOT, RATE } from './chips.table.js';
import { BOARD } from './row.js';

/** The row names the port by text; in a bundle it is the interpreter's object. */
const port = BOARD.i2c.port as unknown as I2C;
/** Codes of 3.3 V in the range of 4.096 V: 125 µV each. */
const FULL_SCALE = 26400;
/** Each converter takes four cells. */
const CHIPS = (BOARD.cells + 3) >> 2;
/** High byte of the configuration that each chip converts with; 0: none. */
const running = new Uint8Array(CHIPS);

/** Cell `k` as a fraction of full scale. Unknown when its chip does not answer, or has not converted it in the tick before. */
export function readCell(k: number): number {
  const chip = k >> 2;
  const ready = running[chip] === ONE_SHOT + 16 * (k & 3);
  const next = ONE_SHOT + 16 * ((k + 1) & 3);
  running[chip] = 0;
  try {
    port.writeTo(FIRST_ADDRESS + chip, [0]);
    const b = port.readFrom(FIRST_ADDRESS + chip, 2);
    port.writeTo(FIRST_ADDRESS + chip, [1, next, RATE]);
    running[chip] = next;
    return ready ? (((b[0] << 24) >> 16) + b[1]) / FULL_SCALE : BAD;
  } catch {
    return BAD;
  }
}

/** What the chips have converted is not what will be asked for. */
export function forgetConverted(): void {
  running.fill(0);
}

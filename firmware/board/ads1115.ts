/**
 * ADS1115 converters on the I2C port, up to 16 of them behind a TCA9548A multiplexer (Texas Instruments data sheets SBAS444 and SCPS207).
 *
 * A chip with one input converts all the time, 128 times a second: its reading is at most 9 ms old. A chip with several is told in each tick
 * what to convert next and gives what it converted since the tick before. A chip that does not answer gives no value, never the last one.
 */
import { ADDRESSES, BRANCHES, CHIP_COUNT, CONFIGS, FIRSTS, FIRST_SLOT, SLOTS, START } from './chips.table.js';
import { READINGS } from './readings.js';
import { BOARD } from './row.js';
import { bytesOf } from './storage.js';

/** The row names the port by text; in a bundle it is the interpreter's object. */
const port = BOARD.i2c.port as unknown as I2C;

const MULTIPLEXER = 0x70;
/** Codes of 3.3 V in the range of 4.096 V: 125 µV each. */
const FULL_SCALE = 26400;

const branch = new Uint8Array(1);
/** Register pointer: result. */
const result = new Uint8Array(1);
const configs = bytesOf(CONFIGS);
const slots = bytesOf(SLOTS).map((place) => place - FIRST_SLOT);
/** Register pointer, high and low byte of the configuration: 128 conversions a second, comparator off. */
const start = new Uint8Array([1, 0, 0x83]);
/** Input that each chip converts, counted from 1 in the columns of the table; 0: none. */
const running = new Uint8Array(CHIP_COUNT);
/** Chip whose configuration is written anew in this tick: one that has lost it in a dip of the supply works again. */
let refreshed = 0;

/** Opens the chip's branch of the multiplexer. */
function select(k: number): void {
  const wanted = BRANCHES[k];
  if (wanted === branch[0]) return;
  branch[0] = wanted;
  port.writeTo(MULTIPLEXER, branch);
}

/** Puts the last result of a chip where it belongs. */
function take(k: number): void {
  const b = port.readFrom(ADDRESSES[k], 2);
  const code = b[0] * 256 + b[1];
  READINGS[slots[running[k] - 1]] = (code > 32767 ? code - 65536 : code) / FULL_SCALE;
}

/** Starts the conversion of an input. */
function convert(k: number, input: number): void {
  start[1] = START + configs[input];
  port.writeTo(ADDRESSES[k], start);
  running[k] = input + 1;
}

/** Several inputs: the result of the last one, then the next one. */
function serveInTurn(k: number): void {
  const last = running[k];
  port.writeTo(ADDRESSES[k], result);
  if (last) take(k);
  convert(k, last && last < FIRSTS[k + 1] ? last : FIRSTS[k]);
}

/** One input: the pointer stays on the result. */
function serveSteady(k: number): void {
  if (running[k]) take(k);
  if (running[k] && k !== refreshed) return;
  convert(k, FIRSTS[k]);
  port.writeTo(ADDRESSES[k], result);
}

/** A chip that does not answer, or whose branch does not: its values are unknown. */
function lose(k: number): void {
  branch[0] = 0;
  running[k] = 0;
  for (let i = FIRSTS[k]; i < FIRSTS[k + 1]; i++) READINGS[slots[i]] = NaN;
}

/** Serves every chip once a tick. */
export function readConverters(): void {
  refreshed = refreshed < CHIP_COUNT - 1 ? refreshed + 1 : 0;
  for (let k = 0; k < CHIP_COUNT; k++) {
    try {
      select(k);
      if (FIRSTS[k + 1] - FIRSTS[k] > 1) serveInTurn(k);
      else serveSteady(k);
    } catch {
      lose(k);
    }
  }
}

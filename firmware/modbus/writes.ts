/** Judges a write as a whole before any register of it changes. */
import { PARAMETER_START } from '../model/registers.js';
import { isWide } from '../persist/parameters.js';
import { FIRST_OF_RECORD, MAXIMA, MINIMA, OFFSETS, PARAMETER_WORDS } from '../persist/parameter.table.js';
import { CONTROL_FIRST, CONTROL_LAST, CURSOR, SPLIT } from './control.table.js';

const ILLEGAL_ADDRESS = 2;
const ILLEGAL_VALUE = 3;

/** By register of the parameter area: index of the parameter that begins here, −2 for the second word of one, −1 for none that may be written. */
function beginnings(): Int16Array {
  const at = new Int16Array(PARAMETER_WORDS).fill(-1);
  for (let i = 0; i < FIRST_OF_RECORD; i++) {
    at[OFFSETS[i]] = i;
    if (isWide(i)) at[OFFSETS[i] + 1] = -2;
  }
  return at;
}

const parameterAt = beginnings();

/** Refusal of a write to the parameter area, or 0. Register `k` is the first, `end` the one behind the last. */
function parameterRefusal(k: number, end: number, b: Uint8Array, at: number): number {
  if (end > PARAMETER_WORDS) return ILLEGAL_ADDRESS;
  while (k < end) {
    const i = parameterAt[k];
    if (i === -1) return ILLEGAL_ADDRESS;
    if (i < 0) return ILLEGAL_VALUE;
    let v = b[at] * 256 + b[at + 1];
    const wide = isWide(i);
    if (wide) {
      if (k + 1 >= end) return ILLEGAL_VALUE;
      v = v * 65536 + b[at + 2] * 256 + b[at + 3];
    } else if (MINIMA[i] < 0 && v > 32767) v -= 65536;
    if (v < MINIMA[i] || v > MAXIMA[i]) return ILLEGAL_VALUE;
    k += wide ? 2 : 1;
    at += wide ? 4 : 2;
  }
  return 0;
}

/** Exception code of a write of `quantity` registers whose bytes begin at `at` in `b`, or 0. A 32-bit value is written whole or not at all. */
export function mayWrite(address: number, quantity: number, b: Uint8Array, at: number): number {
  const end = address + quantity;
  if (address >= PARAMETER_START) return parameterRefusal(address - PARAMETER_START, end - PARAMETER_START, b, at);
  if (address < CONTROL_FIRST || end - 1 > (address === CURSOR ? CURSOR : CONTROL_LAST)) return ILLEGAL_ADDRESS;
  return address === SPLIT || end === SPLIT ? ILLEGAL_VALUE : 0;
}

/**
 * The process image: every measured and derived value, in the unit of its register, as one number each.
 *
 * A value that is not known is NaN, never zero: every comparison with it is false, and the monitor takes that as the trip path.
 * Indices: sense/index.table.ts. Nothing is allocated after the start.
 */
import { VALUE_COUNT } from './index.table.js';

/** Process values. */
export const X = new Float64Array(VALUE_COUNT);

/** The unknown value. A variable of our own, because built-in names are the last that the interpreter finds. */
export const BAD = NaN;

/** Writes a 32-bit value as two words at `index` (high word) and `index` − 1; NaN becomes the code "not available". */
export function put32(index: number, value: number): void {
  const x = X;
  if (value !== value) {
    x[index] = -32768;
    x[index - 1] = 0;
    return;
  }
  value = Math.round(value);
  x[index] = value >> 16;
  x[index - 1] = value & 65535;
}

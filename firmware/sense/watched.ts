/** Quality and age of the inputs of the process: how long ago each of them last gave a good reading. */
import * as T from './process.table.js';
import { BAD, X } from './values.js';

/** A reading out of range is made up for by the last good one for this long, ms (docs/physics.md, F08). */
export const HOLD_MS = 500;
/** Currents of a sound 4–20 mA loop, mA (NAMUR NE 43), and the current at full scale: 3.3 V across 150 Ω. */
const LOWEST = 3.6;
const HIGHEST = 21;
const LOOP_FULL = 22;
/** An age that never was. */
const NEVER = 60000;

/** Time since the last good reading of each input, ms. */
const ages = new Uint16Array(T.INPUT_COUNT);
/** Last good reading of each input. */
const held = new Float64Array(T.INPUT_COUNT);

/** Marks a reading. `k`: input. `dt`: ms since the one before. Returns the value to use: the last good one for half a second, then none. */
export function watched(k: number, v: number, good: boolean, dt: number): number {
  if (good) {
    ages[k] = 0;
    return (held[k] = v);
  }
  const age = ages[k] + dt;
  ages[k] = age < NEVER ? age : NEVER;
  return age < HOLD_MS ? held[k] : BAD;
}

/** A 4–20 mA loop: share of its span from 0 at 4 mA to 1 at 20 mA. `f`: fraction of full scale. */
export function loop(k: number, f: number, dt: number): number {
  const i = f * LOOP_FULL;
  return watched(k, (i - 4) / 16, i >= LOWEST && i <= HIGHEST, dt);
}

/** 1 when the last reading of input `k` was not good. */
export function isLost(k: number): number {
  return ages[k] ? 1 : 0;
}

/** Age of input `k` in 0.1 s, at most 255. */
function tenths(k: number): number {
  return ages[k] < 25500 ? (ages[k] / 100) | 0 : 255;
}

/** Puts quality and ages on the map. */
export function showInputs(): void {
  const x = X;
  let bad = 0;
  for (let k = 0; k < T.INPUT_COUNT; k++) if (ages[k]) bad |= 1 << k;
  x[T.BAD_INPUTS] = bad;
  for (let k = 0; k < T.INPUT_COUNT; k += 2) x[T.INPUT_AGES - (k >> 1)] = tenths(k) * 256 + tenths(k + 1);
}

/** Nothing has been read yet. */
export function forgetInputs(): void {
  ages.fill(NEVER);
}

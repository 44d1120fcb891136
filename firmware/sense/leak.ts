/**
 * Leak loops under alternating excitation: a wet tray is an electrolyte, and direct current would change what it measures.
 *
 * The loop lies between a tap at half the supply and, behind 20 kΩ, an output that reverses in every tick, so a reading is one half or the
 * other of the same fraction. A loop whose halves differ for half a second shows something else than its resistance.
 */
import { excitedHigh } from '../board/outputs.js';
import { BAD } from './values.js';

/** Difference of two halves, as a share of the excitation, that noise and a changing resistance do not keep up. */
const APART = 0.2;
/** Ticks in a row after which halves that differ are believed to. */
const APART_TICKS = 5;

const lastHalf = new Float64Array(2);
const apart = new Uint8Array(2);

/**
 * Resistance in 0.1 kΩ from the level `f` on the pin; 9999 when it is above a megaohm, NaN when the halves do not agree or `f` is unknown.
 * `loop`: 0 NaK tray, 1 catholyte tray.
 */
export function loopResistance(loop: number, f: number): number {
  const half = excitedHigh ? 2 * f - 1 : 1 - 2 * f;
  const d = half - lastHalf[loop];
  lastHalf[loop] = half;
  apart[loop] = d > -APART && d < APART ? 0 : apart[loop] < APART_TICKS ? apart[loop] + 1 : APART_TICKS;
  if (apart[loop] >= APART_TICKS) return BAD;
  return half >= 0.98 ? 9999 : (half * 200) / (1 - half);
}

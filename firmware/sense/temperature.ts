/**
 * Temperatures once a second: the mean of the readings, what no sensor can show, worst-case substitution, the extremes.
 */
import { BOARD } from '../board/row.js';
import { P } from '../persist/parameters.js';
import { NAK_TEMP_A_ZERO } from '../persist/parameter.table.js';
import { distrust, distrusted, takeMean } from './fast.js';
import * as I from './index.table.js';
import { NAK_INLET_TEMP } from './process.table.js';
import { BAD, X } from './values.js';

/** Temperature without a measured value at the coldest point, 0.1 °C: below every margin. */
const UNKNOWN_COLD = -1000;
/** A failed sensor's partner counts this much colder and hotter, 0.1 K (docs/physics.md, F01). */
const SUBSTITUTE_SHIFT = 20;
/** A mean that differs by more from the one before is no temperature, 0.1 K: a sheath cannot follow 2 K/s (docs/physics.md, F02). */
const JUMP = 20;
/** For so long the last good value holds, s. */
const HOLD_S = 2;
/** After that the sensor counts as unsteady for so long, s: only then can the fault be reset and the sensor be believed again. */
const UNSTEADY_S = 60;
/** Two means that differ by less, 0.1 K, come from a converter that has shown one code all the time: a single other code makes 0.3. */
const SAME = 0.01;

/** Last good values, those before them, and for how long each sensor has been away and has not moved, s: sensor A, sensor B, cell. */
const held = new Float64Array(3).fill(BAD);
const older = new Float64Array(3);
const away = new Float64Array(3);
const still = new Float64Array(3);
let unsteady = 0;
let lastGoodA = 0;
let lastGoodB = 0;
let lastGoodCell = 0;
/** Coldest point as measured a second ago: a rise counts when the next second has confirmed it. */
let coldestBefore = BAD;

/**
 * PT1000 on 2700 Ω: temperature in 0.1 °C from the fraction `f`. R = 2700 f/(1 − f); a parabola in r = (R − 1000)/100 fitted to the
 * characteristic of IEC 60751, within 0.006 K from −20 to 100 °C.
 */
export function pt1000(f: number): number {
  const r = (27 * f) / (1 - f) - 10;
  return r * (255.83 + r * 1.0034);
}

/**
 * Temperature that counts for sensor `k`. One that jumps holds its last value for two seconds and is bad from then on; the last mean may have begun to jump
 * already, so the one before it is held.
 */
function follow(k: number, seconds: number): number {
  let v = pt1000(takeMean(k)) - P[NAK_TEMP_A_ZERO + k] / 10;
  const moved = Math.abs(v - held[k]);
  if (moved > JUMP) {
    if (!away[k]) held[k] = older[k];
    away[k] += seconds;
    if (away[k] <= HOLD_S) return held[k];
    distrust(distrusted | (1 << k));
    unsteady = UNSTEADY_S;
  } else away[k] = 0;
  if (distrusted & (1 << k)) v = BAD;
  if (!(moved < SAME)) still[k] = 0;
  else if (X[I.HEATER_DUTY]) still[k] += seconds;
  older[k] = held[k];
  held[k] = v;
  return v;
}

/** Both sensors at the coldest point failed, or one: the other counts two degrees worse, and never better than the last good value. */
function substitute(a: number, b: number): void {
  const x = X;
  const healthy = a === a ? a : b;
  if (healthy !== healthy) {
    x[I.COLDEST] = UNKNOWN_COLD;
    x[I.HOTTEST] = x[I.CELL_TEMP];
    return;
  }
  const last = a === a ? lastGoodB : lastGoodA;
  x[I.COLDEST] = Math.min(last, healthy - SUBSTITUTE_SHIFT);
  x[I.HOTTEST] = Math.max(last, healthy + SUBSTITUTE_SHIFT, x[I.CELL_TEMP]);
}

/** `seconds` since the last call. `believe`: the fault of the jump has been reset, and sensors that jumped are taken back. */
export function senseTemperatures(seconds: number, believe: boolean): void {
  const x = X;
  if (believe && distrusted && !unsteady) distrust(0);
  unsteady = unsteady > seconds ? unsteady - seconds : 0;
  const a = follow(0, seconds);
  const b = follow(1, seconds);
  const c = follow(2, seconds);
  x[I.NAK_TEMP_A] = a;
  x[I.NAK_TEMP_B] = b;
  x[I.CELL_TEMP] = c;
  x[I.PAIR_MISMATCH] = Math.abs(a - b);
  x[I.SENSOR_JUMPED] = unsteady ? 1 : 0;
  x[I.SENSOR_STILL] = Math.max(still[0], still[1], still[2]);
  if (a === a && b === b) {
    lastGoodA = a;
    lastGoodB = b;
    x[I.COLDEST] = a < b ? a : b;
    x[I.HOTTEST] = Math.max(a, b, c);
  } else substitute(a, b);
  if (BOARD.has.nakInletTemp && x[NAK_INLET_TEMP] < x[I.COLDEST]) x[I.COLDEST] = x[NAK_INLET_TEMP];
  const now = x[I.COLDEST];
  if (coldestBefore < now) x[I.COLDEST] = coldestBefore;
  coldestBefore = now;
  x[I.THERMAL_SHOCK] = x[I.COLDEST] > UNKNOWN_COLD ? Math.abs(c - x[I.COLDEST]) : BAD;
  // The cell holds metal too, and a pair that reads warmer than a cell which cools is wrong. One that is lost counts as it was.
  if (c === c) lastGoodCell = c;
  if (lastGoodCell < x[I.COLDEST]) x[I.COLDEST] = lastGoodCell;
}

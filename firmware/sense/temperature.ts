/**
 * Temperatures once a second: the mean of the readings, worst-case substitution, the extremes and the slope.
 */
import { takeMean } from './fast.js';
import * as I from './index.table.js';
import { X } from './values.js';

/** Temperature without a measured value at the coldest point, 0.1 °C: below every margin. */
const UNKNOWN_COLD = -1000;
/** A failed sensor's partner counts this much colder and hotter, 0.1 K (docs/physics.md, F01). */
const SUBSTITUTE_SHIFT = 20;
/** The slope is taken over this many means of so many seconds: two minutes, in which the converter's steps of 0.3 K average out. */
const SLOPE_WINDOW = 30;
const SLOPE_STEP = 4;

const slopeRing = new Float32Array(SLOPE_WINDOW);
let slopeAt = 0;
let slopeCount = 0;
let slope = 0;
let stepSum = 0;
let stepCount = 0;
let lastGoodA = 0;
let lastGoodB = 0;

/**
 * PT1000 on 2700 Ω: temperature in 0.1 °C from the fraction `f`. R = 2700 f/(1 − f); a parabola in r = (R − 1000)/100 fitted to the
 * characteristic of IEC 60751, within 0.006 K from −20 to 100 °C.
 */
function pt1000(f: number): number {
  const r = (27 * f) / (1 - f) - 10;
  return r * (255.83 + r * 1.0034);
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

/** Slope of the temperature in 0.01 K/min, 0 while the window is not full. */
function updateSlope(hottest: number): void {
  stepSum += hottest;
  if (++stepCount < SLOPE_STEP) return;
  const m = stepSum / SLOPE_STEP;
  slope = slopeCount < SLOPE_WINDOW ? 0 : (m - slopeRing[slopeAt]) * (600 / (SLOPE_WINDOW * SLOPE_STEP));
  slopeRing[slopeAt] = m;
  slopeAt = slopeAt < SLOPE_WINDOW - 1 ? slopeAt + 1 : 0;
  if (slopeCount < SLOPE_WINDOW) slopeCount++;
  stepSum = stepCount = 0;
}

/** `idle`: heater off and no current for at least a minute. */
export function senseTemperatures(idle: boolean): void {
  const x = X;
  const a = pt1000(takeMean(0));
  const b = pt1000(takeMean(1));
  x[I.NAK_TEMP_A] = a;
  x[I.NAK_TEMP_B] = b;
  x[I.CELL_TEMP] = pt1000(takeMean(2));
  x[I.PAIR_MISMATCH] = Math.abs(a - b);
  if (a === a && b === b) {
    lastGoodA = a;
    lastGoodB = b;
    x[I.COLDEST] = a < b ? a : b;
    x[I.HOTTEST] = Math.max(a, b, x[I.CELL_TEMP]);
  } else substitute(a, b);
  updateSlope(x[I.HOTTEST]);
  x[I.IDLE_SLOPE] = idle ? slope : 0;
}

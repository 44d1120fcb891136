/**
 * Slopes of the cell temperature: heating too fast, heating without effect, heating while off. Taken at the cell's own sensor, whose readings a
 * lost line sensor cannot shift.
 */
import { P } from '../persist/parameters.js';
import { HOT_AMBIENT, SET_TEMP } from '../persist/parameter.table.js';
import * as I from './index.table.js';
import { X } from './values.js';

/** Means of five seconds, in which noise and steps of the converter (0.35 K) average out; the ring holds five minutes of them. */
const MEAN_S = 5;
/** A mean may be over this much early, s: calls are not exact. */
const EARLY_S = 0.5;
const RING = 60;
/** Windows in means: 30 s for too fast, 120 s for heating while off. */
const FAST_WINDOW = 6;
const IDLE_WINDOW = 24;
/** The heater works hard above this duty, 0.01 %, and must show an effect below the set temperature by this much, 0.1 K (docs/physics.md, P10). */
const HARD_DUTY = 5000;
const BELOW_SET = 50;
/** Rise that means "not asked", 0.1 K. */
const AMPLE = 9999;
/** Warming by a hot room, 0.01 K/min per 0.1 K between room and cell: the cell's time constant is 25 minutes (docs/physics.md, section 7). */
const ROOM_SLOPE = 10 / 25;

const ring = new Float32Array(RING);
let at = 0;
let filled = 0;
let sum = 0;
let readings = 0;
let time = 0;
let hardTime = 0;
let slopeFast = 0;
let slopeIdle = 0;
let rise = 0;

/** Takes a mean of five seconds in. */
function take(m: number): void {
  slopeFast = filled < FAST_WINDOW ? 0 : (m - ring[(at + RING - FAST_WINDOW) % RING]) * (600 / (FAST_WINDOW * MEAN_S));
  slopeIdle = filled < IDLE_WINDOW ? 0 : (m - ring[(at + RING - IDLE_WINDOW) % RING]) * (600 / (IDLE_WINDOW * MEAN_S));
  rise = filled < RING ? AMPLE : m - ring[at];
  ring[at] = m;
  at = (at + 1) % RING;
  if (filled < RING) filled++;
}

/** Adds a temperature to the running mean; without one everything begins anew. */
function add(t: number, seconds: number): void {
  sum += t;
  readings++;
  time += seconds;
  if (t !== t) filled = sum = readings = time = slopeFast = slopeIdle = 0;
  else if (time >= MEAN_S - EARLY_S) {
    take(sum / readings);
    sum = readings = time = 0;
  }
}

/** `seconds` since the last call; `idle`: heater off and no current for at least a minute. */
export function senseSlopes(seconds: number, idle: boolean): void {
  const x = X;
  const t = x[I.CELL_TEMP];
  add(t, seconds);
  hardTime = x[I.HEATER_DUTY] > HARD_DUTY && t < P[SET_TEMP] - BELOW_SET ? hardTime + seconds : 0;
  x[I.HEAT_SLOPE] = slopeFast;
  x[I.HEAT_RISE] = hardTime < RING * MEAN_S ? AMPLE : rise;
  const room = (P[HOT_AMBIENT] - t) * ROOM_SLOPE;
  x[I.IDLE_SLOPE] = idle ? slopeIdle - (room > 0 ? room : 0) : 0;
  x[I.IDLE_TEMP] = x[I.IDLE_SLOPE] > 0 ? x[I.HOTTEST] : 0;
}

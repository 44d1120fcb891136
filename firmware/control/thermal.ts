/** Heater control, once a second: a set-point that ramps, and a PI controller behind it. */
import { HEATER_GAIN, HEATER_INTEGRAL, HEATER_LEAD, HOLD_BAND, RAMP } from '../model/control.js';
import { P } from '../persist/parameters.js';
import { SET_TEMP } from '../persist/parameter.table.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

/** Duty wanted, 0..1. */
export let heaterDuty = 0;
/** When it was last worked out, ms. */
export let heaterRefreshed = 0;

let target = 0;
let integral = 0;

/** `on`: heating is wanted. `now`: ms; `seconds` since the last call. An unknown cell temperature heats nothing. */
export function controlHeater(on: boolean, now: number, seconds: number): void {
  const x = X;
  const t = x[I.CELL_TEMP];
  heaterRefreshed = now;
  if (!on || t !== t) {
    target = t;
    integral = heaterDuty = 0;
    x[I.HEAT_DEFICIT] = -1;
    return;
  }
  const set = P[SET_TEMP];
  const short = set - HOLD_BAND - t;
  if (short <= 0) x[I.HEAT_DEFICIT] = 0;
  else if (x[I.HEAT_DEFICIT] >= 0) x[I.HEAT_DEFICIT] += short * seconds;
  // A target that is far from the cell is one of another time.
  if (!(target >= t - HEATER_LEAD && target < t + 2 * HEATER_LEAD)) target = t;
  target = Math.min(target + RAMP * seconds, t + HEATER_LEAD, set);
  const error = target - t;
  const duty = HEATER_GAIN * error + integral;
  // On the ramp the controller may lag; an integral would make up for it by a steeper one.
  if (target < set) integral = 0;
  else if ((duty > 0 && duty < 1) || error * integral < 0) integral += HEATER_INTEGRAL * error * seconds;
  heaterDuty = duty < 0 ? 0 : duty < 1 ? duty : 1;
}

/** Catholyte flow and pump speeds once a second, and what flow is needed. */
import * as pins from '../board/inputs.js';
import { BOARD } from '../board/row.js';
import { NAK_PUMP_FULL } from '../model/control.js';
import { P } from '../persist/parameters.js';
import { CATHOLYTE_CONCENTRATION } from '../persist/parameter.table.js';
import * as I from './index.table.js';
import { expectNakFlow } from './fast.js';
import { NAK_CURVE } from './process.table.js';
import { X } from './values.js';

/** mA per (0.1 mL/min × mmol/L): F / 60 in these units. */
const STOICHIOMETRY = 0.160808;
/** A ratio that means "nothing needed here". */
const ENOUGH = 9999;
/** All of a flow, 0.1 %. */
const ALL = 1000;
/** Current above which flow is needed, mA. */
export const CURRENT_THRESHOLD = 5;

/** Speed of both pumps at full duty, rpm, and of one tach pulse a second. */
const FULL_SPEED = 1500;
const PULSE_SPEED = 30;

/** True when the catholyte pump was on at the last look. */
let ran = false;
let lastFlowPulses = 0;
let lastNakPulses = 0;
let lastCatholytePulses = 0;

/** Difference beyond one pulse between a speed in rpm and the one that the duty (0.01 %) asks for, in 0.1 % of that; of full speed when off. */
function speedError(speed: number, duty: number): number {
  const wanted = (duty * FULL_SPEED) / 10000;
  return ((Math.abs(speed - wanted) - PULSE_SPEED) * 1000) / (wanted || FULL_SPEED);
}

/** What pumps and meters show against the commands. */
function compare(x: Float64Array): void {
  const nak = x[I.NAK_DUTY];
  const on = x[I.CATHOLYTE_DUTY] > 0;
  const flows = x[I.CATHOLYTE_FLOW] > 0;
  const fresh = BOARD.profile === 'full' ? (NAK_PUMP_FULL * P[NAK_CURVE]) / ALL : NAK_PUMP_FULL;
  x[I.NAK_CURVE_RATIO] = nak ? (x[I.NAK_FLOW] * 10_000_000) / (nak * fresh) : ALL;
  x[I.NAK_SPEED_ERROR] = speedError(x[I.NAK_SPEED], nak);
  x[I.CATHOLYTE_SPEED_ERROR] = speedError(x[I.CATHOLYTE_SPEED], x[I.CATHOLYTE_DUTY]);
  x[I.FLOW_PULSES] = on ? (ran && !flows ? 1 : 0) : flows ? -1 : 0;
  ran = on;
}

/**
 * `seconds` since the last call. `needed`: current flows or is enabled. `nakSet`, `catholyteSet`: commanded flows in 0.1 mL/min.
 * 50 pulses per mL of catholyte; two tach pulses per revolution.
 */
export function senseFlows(seconds: number, needed: boolean, nakSet: number, catholyteSet: number): void {
  const x = X;
  x[I.CATHOLYTE_FLOW] = ((pins.flowPulses - lastFlowPulses) * 12) / seconds;
  x[I.NAK_SPEED] = ((pins.nakPulses - lastNakPulses) * 30) / seconds;
  x[I.CATHOLYTE_SPEED] = ((pins.catholytePulses - lastCatholytePulses) * 30) / seconds;
  lastFlowPulses = pins.flowPulses;
  lastNakPulses = pins.nakPulses;
  lastCatholytePulses = pins.catholytePulses;
  compare(x);
  expectNakFlow(needed ? nakSet : 0);
  x[I.CATHOLYTE_FLOW_RATIO] = needed ? (x[I.CATHOLYTE_FLOW] * 1000) / catholyteSet : ALL;
  const i = x[I.MEAN_CURRENT];
  const magnitude = i < 0 ? -i : i;
  if (needed && magnitude > CURRENT_THRESHOLD) x[I.STOICHIOMETRIC_RATIO] = (10 * stoichiometricCurrent(x[I.CATHOLYTE_FLOW], i)) / magnitude;
  else x[I.STOICHIOMETRIC_RATIO] = ENOUGH;
}

/** Current in mA that would use all of the reactant in `flow` (0.1 mL/min); the sign of `direction` picks the reactant, discharge positive. */
export function stoichiometricCurrent(flow: number, direction: number): number {
  const s = X[I.OXIDISED] / 10000;
  return STOICHIOMETRY * flow * P[CATHOLYTE_CONCENTRATION] * (direction > 0 ? s : 1 - s);
}

/** Catholyte flow and pump speeds once a second, and what flow is needed. */
import * as pins from '../board/inputs.js';
import { P } from '../persist/parameters.js';
import { CATHOLYTE_CONCENTRATION } from '../persist/parameter.table.js';
import * as I from './index.table.js';
import { expectNakFlow } from './fast.js';
import { X } from './values.js';

/** mA per (0.1 mL/min × mmol/L): F / 60 in these units. */
const STOICHIOMETRY = 0.160808;
/** A ratio that means "nothing needed here". */
const ENOUGH = 9999;
/** Current above which flow is needed, mA. */
export const CURRENT_THRESHOLD = 5;

let lastFlowPulses = 0;
let lastNakPulses = 0;
let lastCatholytePulses = 0;

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
  expectNakFlow(needed ? nakSet : 0);
  x[I.CATHOLYTE_FLOW_RATIO] = needed ? (x[I.CATHOLYTE_FLOW] * 1000) / catholyteSet : 1000;
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

/**
 * Current limits, once a second: what composition, temperature, voltage, catholyte and the monitor allow in each direction.
 */
import { BOARD } from '../board/row.js';
import { BLOCK_CHARGE, BLOCK_DISCHARGE, HALF_CURRENT } from '../protect/reaction.table.js';
import { CATHOLYTE_PUMP_FULL, EMPTY_CATHOLYTE, FULL_CATHOLYTE, NAK_PUMP_FULL } from '../model/control.js';
import { RESCUE_SHARE } from '../model/rescue.js';
import { P } from '../persist/parameters.js';
import { CATHOLYTE_FLOW_SET, MAX_CURRENT, NAK_FLOW_SET, OVER_TEMPERATURE, SIGNER } from '../persist/parameter.table.js';
import {
  ENOUGH_REACTANT,
  HIGH_VOLTAGE,
  HOT_SPAN,
  LOW_VOLTAGE,
  STOP_MARGIN,
  STOP_RESISTANCE,
  WARN_MARGIN,
  WARN_RESISTANCE,
} from '../protect/levels.table.js';
import { reactions, rescue } from '../protect/monitor.js';
import { stoichiometricCurrent } from '../sense/flow.js';
import * as I from '../sense/index.table.js';
import { CELL_RESISTANCE_HIGH, COMPOSITION_HIGHEST } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import { ageReserves } from './reserve.js';
import { ohms } from './voltage.js';

/** True on boards that measure single cells: the worst of them counts. */
const CELLS = BOARD.cellSlot >= 0;
/** Share of the limit that is left when a derating reaches its stop level. */
const DERATED = 0.1;
/**
 * NaK flow in 0.1 mL/min per mA and 0.01 wt% Na that changes the composition by 0.5 wt% in a pass: w · M_K/F / (0.5 wt% · density), with the
 * lowest density of the window, 0.849 g/cm³ (docs/physics.md, section 6).
 */
const NAK_PER_PASS = 5.73e-6;

/** Share of the commanded catholyte flow above which the pump counts as able to bring its full flow, 0.1 %; below, what it brings now counts. */
const SOUND_FLOW = 900;

/** Limits in mA, discharge and charge. */
export let dischargeLimit = 0;
export let chargeLimit = 0;
/** Catholyte flow that holds the stoichiometric ratio, and NaK flow that holds the composition along the cell, 0.1 mL/min. */
export let catholyteFlowWanted = 0;
export let nakFlowWanted = 0;
/** True while the composition controller holds a limit down. */
export let planned = false;

/** 1 at `full`, falling in a straight line to `DERATED` at `stop`. */
function derate(v: number, full: number, stop: number): number {
  const k = DERATED + ((1 - DERATED) * (v - stop)) / (full - stop);
  return k > 1 ? 1 : k > DERATED ? k : DERATED;
}

/** 1 while enough charge is left to the park limit, falling over the charge of six minutes at the largest current; 0 beyond the limit. */
function plan(left: number): number {
  if (left > P[MAX_CURRENT] / 10) return 1;
  planned = true;
  return left > 0 ? derate(left, P[MAX_CURRENT] / 10, 0) : 0;
}

/**
 * Limit of one direction: the least of what margin and charge left to the park limit leave of `most`, of what `volts` to the end of the terminal
 * window drive, and of the reactant, with a tenth to spare. Never below 0, and 0 when one of them is not known.
 */
function allowed(most: number, margin: number, left: number, volts: number, direction: number): number {
  const flow = X[I.CATHOLYTE_FLOW_RATIO] > SOUND_FLOW ? CATHOLYTE_PUMP_FULL : X[I.CATHOLYTE_FLOW];
  const m = Math.min(
    most * derate(margin, WARN_MARGIN, STOP_MARGIN) * plan(left),
    volts / ohms,
    (stoichiometricCurrent(flow, direction) * 9) / ENOUGH_REACTANT,
  );
  return m > 0 ? m : 0;
}

/** Sets the limits, once a second. Without a signed commissioning both are 0. What a master reserves does not stand in the way of a rescue. */
export function updateLimits(seconds: number): void {
  const x = X;
  const blocked = P[SIGNER] ? reactions : BLOCK_DISCHARGE + BLOCK_CHARGE;
  const u = x[I.IR_FREE];
  const s = x[I.OXIDISED];
  const most =
    P[MAX_CURRENT] *
    derate(x[I.HOTTEST], P[OVER_TEMPERATURE] - HOT_SPAN, P[OVER_TEMPERATURE]) *
    derate(CELLS ? Math.max(x[I.RESISTANCE_HIGH], x[CELL_RESISTANCE_HIGH]) : x[I.RESISTANCE_HIGH], WARN_RESISTANCE, STOP_RESISTANCE) *
    (rescue ? RESCUE_SHARE : reactions & HALF_CURRENT ? 0.5 : 1);
  planned = false;
  ageReserves(seconds);
  dischargeLimit =
    blocked & BLOCK_DISCHARGE || s <= EMPTY_CATHOLYTE || (s <= x[I.FLOOR] && !rescue)
      ? 0
      : allowed(most, x[I.MARGIN_NA_RICH], x[I.LEFT_TO_PARK], u - LOW_VOLTAGE, 1);
  chargeLimit =
    blocked & BLOCK_CHARGE || s >= FULL_CATHOLYTE || (s >= x[I.CEILING] && !rescue)
      ? 0
      : allowed(most, x[I.MARGIN_K_RICH], x[I.BACK_TO_PARK], HIGH_VOLTAGE - u, -1);
}

/**
 * Flows for `current` (mA, discharge positive): the catholyte keeps its stoichiometric ratio with a tenth to spare, the metal changes its
 * composition by half a wt% in a pass at most. Both are at least what is set.
 */
export function updateFlowsWanted(current: number): void {
  const magnitude = current < 0 ? -current : current;
  const perFlow = stoichiometricCurrent(1, current);
  const need = perFlow > 0 ? (magnitude * ENOUGH_REACTANT * 0.11) / perFlow : CATHOLYTE_PUMP_FULL;
  catholyteFlowWanted = Math.min(Math.max(P[CATHOLYTE_FLOW_SET], need), CATHOLYTE_PUMP_FULL);
  const metal = magnitude * X[BOARD.loops > 1 ? COMPOSITION_HIGHEST : I.COMPOSITION] * NAK_PER_PASS;
  nakFlowWanted = metal > P[NAK_FLOW_SET] ? Math.min(metal, NAK_PUMP_FULL) : P[NAK_FLOW_SET];
}

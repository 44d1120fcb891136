/**
 * Current limits, once a second: what composition, temperature, voltage, catholyte and the monitor allow in each direction.
 */
import { BLOCK_CHARGE, BLOCK_DISCHARGE, HALF_CURRENT } from '../protect/reaction.table.js';
import { CATHOLYTE_PUMP_FULL, NAK_PUMP_FULL } from '../model/control.js';
import { RESCUE_SHARE } from '../model/rescue.js';
import { P } from '../persist/parameters.js';
import { ACTIVE_AREA, CATHOLYTE_FLOW_SET, MAX_CURRENT, OVER_TEMPERATURE, NAK_FLOW_SET, RESISTANCE_FACTOR } from '../persist/parameter.table.js';
import { ENOUGH_REACTANT, HIGH_VOLTAGE, LOW_VOLTAGE, HOT_SPAN, STOP_MARGIN, WARN_MARGIN } from '../protect/levels.table.js';
import { reactions, rescue } from '../protect/monitor.js';
import { CURRENT_THRESHOLD, stoichiometricCurrent } from '../sense/flow.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

/** Area-specific resistance of the ceramic: 42 Ω·cm² at 22 °C, 12 kJ/mol (docs/physics.md, separator). */
const ASR_22 = 42;
const EA_OVER_R = 12000 / 8.314462618;
const T_22 = 295.15;
/** Share of the limit that is left when a derating reaches its stop level. */
const DERATED = 0.1;
/** Oxidised fraction, 0.01 %: discharge ends below the one, charge above the other. */
const EMPTY = 500;
const FULL = 9500;
/**
 * NaK flow in 0.1 mL/min per mA and 0.01 wt% Na that changes the composition by 0.5 wt% in a pass: w · M_K/F / (0.5 wt% · density), with the
 * lowest density of the window, 0.849 g/cm³ (docs/physics.md, section 6).
 */
const NAK_PER_PASS = 5.73e-6;

/** Limits in mA, discharge and charge. */
export let dischargeLimit = 0;
export let chargeLimit = 0;
/** Catholyte flow that holds the stoichiometric ratio, and NaK flow that holds the composition along the cell, 0.1 mL/min. */
export let catholyteFlowWanted = 0;
export let nakFlowWanted = 0;

/** 1 at `full`, falling in a straight line to `DERATED` at `stop`. */
function derate(v: number, full: number, stop: number): number {
  const k = DERATED + ((1 - DERATED) * (v - stop)) / (full - stop);
  return k > 1 ? 1 : k > DERATED ? k : DERATED;
}

/** Smallest of three limits, never below 0, and 0 when one of them is not known. */
function least(a: number, b: number, c: number): number {
  const m = Math.min(a, b, c);
  return m > 0 ? m : 0;
}

/** Resistance of the cell in Ω at its temperature. */
function resistance(): number {
  const kelvin = X[I.CELL_TEMP] / 10 + 273.15;
  return (ASR_22 * Math.exp(EA_OVER_R * (1 / kelvin - 1 / T_22)) * P[RESISTANCE_FACTOR]) / P[ACTIVE_AREA] / 100;
}

/** IR-free voltage and what it allows; returns nothing, sets the limits. */
export function updateLimits(): void {
  const x = X;
  const r = resistance();
  const i = x[I.MEAN_CURRENT];
  const u = x[I.CELL_VOLTAGE] + i * r;
  x[I.IR_FREE] = u;
  x[I.IR_FREE_CHARGING] = i < CURRENT_THRESHOLD ? u : 0;
  x[I.IR_FREE_DISCHARGING] = i > -CURRENT_THRESHOLD ? u : 9999;
  const hot = derate(x[I.HOTTEST], P[OVER_TEMPERATURE] - HOT_SPAN, P[OVER_TEMPERATURE]);
  const most = P[MAX_CURRENT] * hot * (rescue ? RESCUE_SHARE : reactions & HALF_CURRENT ? 0.5 : 1);
  const s = x[I.OXIDISED];
  dischargeLimit =
    reactions & BLOCK_DISCHARGE || s <= EMPTY
      ? 0
      : least(
          most * derate(x[I.MARGIN_NA_RICH], WARN_MARGIN, STOP_MARGIN),
          (u - LOW_VOLTAGE) / r,
          (stoichiometricCurrent(CATHOLYTE_PUMP_FULL, 1) * 10) / ENOUGH_REACTANT,
        );
  chargeLimit =
    reactions & BLOCK_CHARGE || s >= FULL
      ? 0
      : least(
          most * derate(x[I.MARGIN_K_RICH], WARN_MARGIN, STOP_MARGIN),
          (HIGH_VOLTAGE - u) / r,
          (stoichiometricCurrent(CATHOLYTE_PUMP_FULL, -1) * 10) / ENOUGH_REACTANT,
        );
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
  const metal = magnitude * X[I.COMPOSITION] * NAK_PER_PASS;
  nakFlowWanted = metal > P[NAK_FLOW_SET] ? Math.min(metal, NAK_PUMP_FULL) : P[NAK_FLOW_SET];
}

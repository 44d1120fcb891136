/** Composition with its uncertainty, liquidus, margin and the charge left to the limits, once a second. */
import { BOARD } from '../board/row.js';
import { chargeBetween, compositionAfter } from '../chemistry/composition.js';
import { credible, liquidLimit, worstLiquidus } from '../chemistry/liquidus.js';
import { AMPLE, BAND, EUTECTIC_W, WIDEST, WORST_LIQUIDUS } from '../chemistry/nak.table.js';
import { P } from '../persist/parameters.js';
import {
  ANCHOR_OXIDISED,
  CAP_POTASSIUM_RICH,
  CAP_SODIUM_RICH,
  CATHOLYTE_CAPACITY,
  CHARGE_ERROR,
  CHARGE_ERROR_DEFAULT,
  OFFSET_ERROR,
  OFFSET_ERROR_DEFAULT,
} from '../persist/parameter.table.js';
import { STOP_MARGIN } from '../protect/levels.table.js';
import { CURRENT_THRESHOLD } from '../sense/flow.js';
import * as I from '../sense/index.table.js';
import { COMPOSITION_HIGHEST, COMPOSITION_LOWEST } from '../sense/process.table.js';
import { BAD, X, put32 } from '../sense/values.js';
import { ANCHOR, DISCHARGE, RECHARGE, REFILL } from './advice.table.js';
import { confined, judgeLoops, leastChargeLeft, severalLoops } from './loops.js';

/** Longest time that is told, min. */
const LONGEST = 65000;
/** Half width of the uncertainty from which on an anchor is advised, 0.01 wt% Na. */
const DOUBTFUL = 300;

/** Composition of the metal in 0.01 wt% Na, NaN when it is lost. */
let metal = BAD;
/** Charge that the error has been counted up to; unknown after a start or an anchor. */
let counted = BAD;
/** Which limit is worked out next. */
let turn = 0;

/** Oxidised fraction of the catholyte in 0.01 %, by the charge counter: discharge reduces it. */
export function oxidisedFraction(): number {
  const charge = X[I.CHARGE];
  const s = P[ANCHOR_OXIDISED] - (charge / 3600 / P[CATHOLYTE_CAPACITY]) * 10000;
  return s < 0 ? 0 : s > 10000 ? 10000 : s;
}

/** The composition is anchored: the counter stands at zero and is right. */
export function startCount(): void {
  X[I.CHARGE] = X[I.COUNTER_ERROR] = 0;
  counted = BAD;
}

/**
 * Composition, liquidus and margins; `seconds` since the last call. A lost anchor counts as the worst composition on both sides.
 *
 * What the charge counter may be wrong by grows with every charge that is moved in either direction (gain of the sensor, charge that is lost on
 * the way) and, while current can flow, with time (its offset). Only an anchor takes it back.
 */
export function estimateMargin(seconds: number): void {
  const x = X;
  const lost = x[I.ANCHOR_LOST];
  const charge = x[I.CHARGE];
  const moved = Math.abs(charge - counted);
  const full = BOARD.profile === 'full';
  counted = charge;
  // The noise of the sensor moves the counter in every second with closed contactor.
  if (moved)
    x[I.COUNTER_ERROR] +=
      (moved * (full ? P[CHARGE_ERROR] : CHARGE_ERROR_DEFAULT) + seconds * 100 * (full ? P[OFFSET_ERROR] : OFFSET_ERROR_DEFAULT)) / 1000;
  x[I.OXIDISED] = Math.round(oxidisedFraction());
  if (BOARD.loops > 1 && severalLoops()) return judgeLoops();
  const w = compositionAfter(charge);
  // The error counts in the direction in which it moves the composition more: towards sodium.
  const band = Math.min(BAND + compositionAfter(charge + x[I.COUNTER_ERROR]) - w, WIDEST);
  const liquidus = lost ? WORST_LIQUIDUS : credible(w / 10, worstLiquidus(w / 10, band / 10));
  const margin = x[I.COLDEST] - liquidus;
  metal = lost ? BAD : w;
  x[I.COMPOSITION] = Math.round(metal);
  if (BOARD.loops > 1) x[COMPOSITION_HIGHEST] = x[COMPOSITION_LOWEST] = x[I.COMPOSITION];
  x[I.COMPOSITION_BAND] = lost ? BAD : Math.round(band);
  x[I.LIQUIDUS] = liquidus;
  x[I.MARGIN] = margin;
  x[I.MARGIN_NA_RICH] = lost || w > EUTECTIC_W ? margin : AMPLE;
  x[I.MARGIN_K_RICH] = lost || w <= EUTECTIC_W ? margin : AMPLE;
}

/**
 * Charge in mAh that may be moved until nothing of the metal with its band freezes at `t` (0.1 °C) or the composition cap is reached. `side`: 1
 * discharging to the Na-rich limit, −1 charging to the K-rich one. Negative: the limit is passed.
 */
function chargeLeft(t: number, side: number): number {
  const limit = liquidLimit(t, side) * 10 - side * X[I.COMPOSITION_BAND];
  return side * chargeBetween(metal, side > 0 ? Math.min(limit, P[CAP_SODIUM_RICH]) : Math.max(limit, P[CAP_POTASSIUM_RICH]));
}

/**
 * Charge left to the run limit at the present temperature and to the park limit at the planned ambient, on both sides: one of the four in a
 * call; with the time to it where the current leads there. The way to the eutectic is free on either side of it. What the operator should do: move
 * the charge that the metal lies beyond the park limit back, or anchor the composition.
 */
export function estimateChargeLeft(): void {
  const x = X;
  turn = (turn + 1) & 3;
  const park = turn >> 1;
  const side = turn & 1 ? 1 : -1;
  const current = side * x[I.MEAN_CURRENT];
  const several = BOARD.loops > 1 && severalLoops();
  const t = park ? x[I.PLANNED_AMBIENT] : x[I.COLDEST] - STOP_MARGIN;
  const left = several ? leastChargeLeft(t, side, park) : chargeLeft(t, side);
  put32((side > 0 ? I.RUN_LEFT : I.RUN_BACK) - 2 * park, left);
  if (current > -CURRENT_THRESHOLD)
    x[I.RUN_TIME - park] = current > CURRENT_THRESHOLD ? (left > 0 ? Math.min((60 * left) / current, LONGEST) : 0) : BAD;
  if (park) x[I.BACK_TO_PARK + (turn & 1)] = several ? confined : side * (metal - EUTECTIC_W) <= 0 ? AMPLE : left;
  x[I.ADVICE] = x[I.LEFT_TO_PARK] < 0 ? RECHARGE : x[I.BACK_TO_PARK] < 0 ? DISCHARGE : x[I.COMPOSITION_BAND] < DOUBTFUL ? 0 : ANCHOR;
  if (several && x[I.LEFT_TO_PARK] < 0 && x[I.BACK_TO_PARK] < 0) x[I.ADVICE] = REFILL;
}

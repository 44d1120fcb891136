/** Composition, liquidus, margin and the charge left to the limits, once a second. */
import { chargeBetween, compositionAfter } from '../chemistry/composition.js';
import { naRichLimit, worstLiquidus } from '../chemistry/liquidus.js';
import { BAND, EUTECTIC_W, WORST_LIQUIDUS } from '../chemistry/nak.table.js';
import { P } from '../persist/parameters.js';
import { ANCHOR_OXIDISED, CAP_SODIUM_RICH, CATHOLYTE_CAPACITY, PARK_AMBIENT } from '../persist/parameter.table.js';
import { STOP_MARGIN } from '../protect/levels.table.js';
import * as I from '../sense/index.table.js';
import { BAD, X } from '../sense/values.js';

/** A margin that no check minds. */
const AMPLE = 9999;

/** The charge counter may be wrong by one part of the charge that is moved in so many, and by so many mA of offset (docs/physics.md, section 2). */
const CHARGE_PER_ERROR = 100;
const OFFSET_ERROR = 2.5;
/** Largest half width that is told, 0.01 wt% Na: more is as good as no composition. */
const WIDEST = 2000;

/** Half width of the uncertainty of the composition, 0.01 wt% Na. */
let band = BAND;
/** Charge that the error has been counted up to, mA·s; unknown after a start or an anchor. */
let counted = BAD;

/** Na-rich composition (0.01 wt% Na) that is still liquid at `t` (0.1 °C) everywhere in the uncertainty band, at most the composition cap. */
function reach(t: number): number {
  return Math.min(naRichLimit(t) * 10 - band, P[CAP_SODIUM_RICH]);
}

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

/** An uncertain composition is not worse than an unknown one. `worst`: liquidus over the band around `w`, 0.1 wt% Na. */
function credible(w: number, worst: number): number {
  return worst > WORST_LIQUIDUS ? Math.max(WORST_LIQUIDUS, worstLiquidus(w, BAND / 10)) : worst;
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
  counted = charge;
  // The noise of the sensor moves the counter in every second with closed contactor.
  if (moved) x[I.COUNTER_ERROR] += moved / CHARGE_PER_ERROR + seconds * OFFSET_ERROR;
  const w = compositionAfter(charge);
  // The error counts in the direction in which it moves the composition more: towards sodium.
  band = Math.min(BAND + compositionAfter(charge + x[I.COUNTER_ERROR]) - w, WIDEST);
  const liquidus = lost ? WORST_LIQUIDUS : credible(w / 10, worstLiquidus(w / 10, band / 10));
  const margin = x[I.COLDEST] - liquidus;
  x[I.COMPOSITION] = lost ? BAD : w;
  x[I.COMPOSITION_BAND] = lost ? BAD : band;
  x[I.LIQUIDUS] = liquidus;
  x[I.MARGIN] = margin;
  x[I.MARGIN_NA_RICH] = lost || w > EUTECTIC_W ? margin : AMPLE;
  x[I.MARGIN_K_RICH] = lost || w <= EUTECTIC_W ? margin : AMPLE;
  x[I.OXIDISED] = oxidisedFraction();
}

/** Charge that may still be discharged until the run limit at the present temperature and until the park limit at the coldest ambient, mAh. */
export function estimateChargeLeft(): void {
  const x = X;
  const w = x[I.COMPOSITION];
  x[I.CHARGE_LEFT_TO_RUN] = chargeBetween(w, reach(x[I.COLDEST] - STOP_MARGIN));
  x[I.CHARGE_LEFT_TO_PARK] = chargeBetween(w, reach(P[PARK_AMBIENT]));
}

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

/** Na-rich composition (0.01 wt% Na) that is still liquid at `t` (0.1 °C) everywhere in the uncertainty band, at most the composition cap. */
function reach(t: number): number {
  return Math.min(naRichLimit(t) * 10 - BAND, P[CAP_SODIUM_RICH]);
}

/** Oxidised fraction of the catholyte in 0.01 %, by the charge counter: discharge reduces it. */
export function oxidisedFraction(): number {
  const charge = X[I.CHARGE];
  const s = P[ANCHOR_OXIDISED] - (charge / 3600 / P[CATHOLYTE_CAPACITY]) * 10000;
  return s < 0 ? 0 : s > 10000 ? 10000 : s;
}

/** Composition, liquidus and margins. A lost anchor counts as the worst composition on both sides. */
export function estimateMargin(): void {
  const x = X;
  const lost = x[I.ANCHOR_LOST];
  const w = compositionAfter(x[I.CHARGE]);
  const liquidus = lost ? WORST_LIQUIDUS : worstLiquidus(w / 10, BAND / 10);
  const margin = x[I.COLDEST] - liquidus;
  x[I.COMPOSITION] = lost ? BAD : w;
  x[I.COMPOSITION_BAND] = lost ? BAD : BAND;
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

/** Liquidus of the metal by the node table, and its inverse on both sides of the eutectic. Composition in 0.1 wt% Na, temperature in 0.1 °C. */
import { BAND, BIAS, EUTECTIC_NODE, EUTECTIC_T, NODE_COUNT, NODE_T, NODE_W, WORST_LIQUIDUS } from './nak.table.js';

const nodeW = new Int16Array(NODE_W);
const nodeT = new Int16Array(NODE_T);

/** Between two nodes: the ordinate at `v`. */
function along(v: number, v0: number, v1: number, y0: number, y1: number): number {
  return y0 + ((v - v0) * (y1 - y0)) / (v1 - v0);
}

/** Liquidus at composition `w` with the bias; outside 0…1000 the end segments go on straight. */
export function liquidus(w: number): number {
  const x = nodeW;
  let i = 1;
  while (i < NODE_COUNT - 1 && x[i] < w) i++;
  return BIAS + along(w, x[i - 1], x[i], nodeT[i - 1], nodeT[i]);
}

/** Highest liquidus over `w` ± `band`: the curve has one minimum, so the ends of the band decide. */
export function worstLiquidus(w: number, band: number): number {
  const a = liquidus(w - band);
  const b = liquidus(w + band);
  return a > b ? a : b;
}

/** An uncertain composition is not worse than an unknown one. `worst`: highest liquidus over the band around `w`. */
export function credible(w: number, worst: number): number {
  return worst > WORST_LIQUIDUS ? Math.max(WORST_LIQUIDUS, worstLiquidus(w, BAND / 10)) : worst;
}

/** Highest temperature that `liquidLimit` looks for, 0.1 °C: above every cell, and inside the table on both sides. */
const HIGHEST = 600;

/**
 * Composition whose liquidus is `t` on one side of the eutectic, `side` 1 Na-rich, −1 K-rich: nothing beyond it is liquid at `t`. Below the
 * eutectic temperature nothing is; then it is the eutectic.
 */
export function liquidLimit(t: number, side: number): number {
  const y = nodeT;
  const x = nodeW;
  let i = EUTECTIC_NODE + side;
  t = Math.min(Math.max(t - BIAS, EUTECTIC_T), HIGHEST);
  while (y[i] < t) i += side;
  return along(t, y[i - side], y[i], x[i - side], x[i]);
}

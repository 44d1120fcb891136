/**
 * NaK level against what masses and density predict, once a second (docs/physics.md, P33 and P34). Shares of the volume that the metal had when
 * the composition was anchored, at 25 °C. Among several NaK loops the level is that of the first.
 */
import * as pins from '../board/inputs.js';
import { BOARD } from '../board/row.js';
import { compositionAfter, metalAfter, sodium } from '../chemistry/composition.js';
import { P } from '../persist/parameters.js';
import { ANCHOR_COMPOSITION, LOOPS } from '../persist/parameter.table.js';
import * as I from './index.table.js';
import * as T from './process.table.js';
import { BAD, X } from './values.js';
import { isLost, loop } from './watched.js';

/** 0.1 °C at which the table of densities holds. */
const TABLE_TEMP = 250;
/** Blanket pressure that speaks for a leak, 0.01 kPa, and the share of the line's curve below which its pressure does, 0.1 %. */
const LOW_BLANKET = 100;
const LOW_LINE = 800;

const densityW = new Float64Array(T.DENSITY_W);
const densityAt25 = new Float64Array(T.DENSITY_AT_25);

/** Volume of the anchor in mL, worked out anew once a second. */
export let start = BAD;
/** Prediction while the composition is known, 0.01 % of the start. */
let predicted = 10000;

/** Density in kg/m³ at composition `w` (0.01 wt% Na) and `t` (0.1 °C); an unknown temperature counts as 25 °C: 15 K are 0.4 %. */
function density(w: number, t: number): number {
  const x = densityW;
  const y = densityAt25;
  let i = 1;
  while (i < T.DENSITY_NODES - 1 && x[i] < w) i++;
  const at25 = y[i - 1] + ((w - x[i - 1]) * (y[i] - y[i - 1])) / (x[i] - x[i - 1]);
  return t === t ? at25 * (1 - T.EXPANSION * (t - TABLE_TEMP)) : at25;
}

/** Volume of the anchor in mL: mg / (kg/m³). */
function anchorVolume(): number {
  return metalAfter(0) / density(P[ANCHOR_COMPOSITION], TABLE_TEMP);
}

/** What the masses say, kept as it is while the composition is lost. */
function predict(): void {
  const x = X;
  if (x[I.ANCHOR_LOST]) return;
  const metal = metalAfter(x[I.CHARGE]);
  predicted = (metal / density((10000 * sodium) / metal, x[I.CELL_TEMP]) / start) * 10000;
}

/** `dt`: ms since the tick before: the transmitter is watched in every tick. */
export function senseLevel(dt: number): void {
  const x = X;
  const level = loop(T.AT_LEVEL, pins.rawNakLevel(), dt);
  x[T.NAK_LEVEL] = ((level * P[T.LEVEL_SPAN] + P[T.LEVEL_ZERO] * 10) / start) * 100;
  x[T.LEVEL_LOST] = isLost(T.AT_LEVEL);
}

/** Difference of the composition that the level shows and the one by charge, 0.01 wt% Na; the sodium is what it was. 0 while the latter is lost. */
function mismatch(): number {
  const x = X;
  const w = BOARD.loops > 1 && P[LOOPS] > 1 ? compositionAfter(x[I.CHARGE]) : x[I.COMPOSITION];
  if (x[I.ANCHOR_LOST] || w !== w) return 0;
  const volume = (x[T.NAK_LEVEL] * start) / 10000;
  // The density changes by a tenth of what the volume does: twice is exact enough.
  let shown = w;
  for (let i = 0; i < 2; i++) shown = (10000 * sodium) / (volume * density(shown, x[I.CELL_TEMP]));
  return shown > w ? shown - w : w - shown;
}

/** `linePressure`: of the NaK line, 0.1 % of its curve; 1000 while the pump is off. */
export function judgeLevel(linePressure: number): void {
  const x = X;
  start = anchorVolume();
  predict();
  const deficit = predicted - x[T.NAK_LEVEL];
  const witness = x[T.BLANKET_PRESSURE] < LOW_BLANKET || linePressure < LOW_LINE;
  x[T.NAK_LEVEL_PREDICTED] = predicted;
  x[T.LEVEL_DEFICIT] = deficit;
  x[T.LEAK_DEFICIT] = witness ? deficit : 0;
  x[T.LEVEL_MISMATCH] = mismatch();
  x[T.LEVEL_RESERVE] = x[T.NAK_LEVEL] - P[T.INLET_LEVEL];
}

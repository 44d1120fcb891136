/**
 * Single cells of a stack, on boards that measure them. A converter chip takes one of its four inputs in a tick, so a quarter of the cells is
 * looked at in every tick and all of them within four.
 */
import { forgetConverted } from '../board/cell-converters.js';
import { BOARD } from '../board/row.js';
import { rawCell } from '../board/inputs.js';
import { P } from '../persist/parameters.js';
import { CELL_VOLTAGE } from './index.table.js';
import * as T from './process.table.js';
import { BAD, X } from './values.js';

/** Ticks of a look at all cells. */
export const PHASES = 4;
/** Beyond every voltage of a cell, mV. */
const FAR = 1e9;
let phase = 0;
/** First cell of the quarter that was read last. */
export let looked = 0;
/** Extremes of the good cells in the running look, mV; number of the others. */
let highest = -FAR;
let lowest = FAR;
let lost = 0;
/** Sum and number of the good cells in each quarter as it was read last: their mean follows a step of the current within four ticks, as pulses need it. */
const sums = new Float64Array(PHASES);
const goods = new Float64Array(PHASES);

/** A new look begins. */
function begin(): void {
  phase = lost = 0;
  highest = -FAR;
  lowest = FAR;
}

/** One cell. A wire that is open reads 0 V, which is a reversal (P15); a cell without a value counts as lost. */
function look(x: Float64Array, k: number): void {
  const v = rawCell(k) * 7000 - 1000;
  // A chip is served whether there is a cell on its input or not.
  if (BOARD.cellsAlone && k >= P[T.SINGLE_CELLS]) return;
  const good = v > -500 && v < 5500;
  x[T.FIRST_CELL - k] = good ? v : BAD;
  if (!good) {
    lost++;
    return;
  }
  sums[phase] += v;
  goods[phase]++;
  if (v > highest) highest = v;
  if (v < lowest) lowest = v;
}

/** A whole look is over. Without one good cell nothing is known of them. */
function finish(x: Float64Array, count: number): void {
  const some = lost < count;
  x[T.HIGHEST_CELL] = some ? highest : BAD;
  x[T.LOWEST_CELL] = some ? lowest : BAD;
  x[T.CELL_SPREAD] = x[T.HIGHEST_CELL] - x[T.LOWEST_CELL];
  x[T.CELLS_LOST] = lost;
  begin();
}

/** Runs in every tick, after the terminal voltage was read. */
export function senseCells(): void {
  const x = X;
  const count = P[T.SINGLE_CELLS];
  if (!count) return;
  looked = phase;
  sums[phase] = goods[phase] = 0;
  for (let k = phase; BOARD.cellsAlone ? k - phase < count : k < count; k += PHASES) look(x, k);
  const mean = (x[T.MEAN_CELL] = (sums[0] + sums[1] + sums[2] + sums[3]) / (goods[0] + goods[1] + goods[2] + goods[3]));
  // What lies beyond the last look counts at once.
  if (highest > x[T.HIGHEST_CELL]) x[T.HIGHEST_CELL] = highest;
  if (lowest < x[T.LOWEST_CELL]) x[T.LOWEST_CELL] = lowest;
  if (++phase >= PHASES) finish(x, count);
  if (P[T.CELLS_IN_SERIES] > 1) x[CELL_VOLTAGE] = mean;
}

/** Nothing has been read yet, or the number of cells has changed. */
export function forgetCells(): void {
  const x = X;
  for (let k = 0; k < T.CELL_REGISTERS; k++) x[T.FIRST_CELL - k] = x[T.FIRST_RATIO - k] = BAD;
  // Without cells there is nothing to judge: unknown extremes would send every tick through the slow path of the monitor.
  const none = P[T.SINGLE_CELLS] ? BAD : FAR;
  x[T.LOWEST_CELL] = none;
  x[T.HIGHEST_CELL] = x[T.CELL_SPREAD] = -none;
  x[T.MEAN_CELL] = BAD;
  x[T.CELLS_LOST] = 0;
  if (BOARD.cellsAlone) forgetConverted();
  begin();
}

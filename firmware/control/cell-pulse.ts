/**
 * Resistance of every single cell of a stack from the current pulses of control/pulse.ts. A quarter of the cells is read in a tick, so four ticks before
 * the step and four at its end hold one reading of each; the current of the same ticks belongs to them.
 */
import { BOARD } from '../board/row.js';
import { P } from '../persist/parameters.js';
import { LOW_RESISTANCE, WARN_RESISTANCE } from '../protect/levels.table.js';
import { PHASES, looked } from '../sense/cells.js';
import * as I from '../sense/index.table.js';
import * as T from '../sense/process.table.js';
import { X } from '../sense/values.js';

/** What the voltage of each cell, mV, and the current of each quarter, mA, have changed by in the running pulse. */
const volts = new Float64Array(BOARD.cells);
const currents = new Float64Array(PHASES);
/** Ratios of the last two pulses, 0.001; 1000 before. */
const last = new Float64Array(BOARD.cells);
const earlier = new Float64Array(BOARD.cells);

/** A pulse begins. */
export function beginCells(): void {
  volts.fill(0);
  currents.fill(0);
}

/** The cells that were read in this tick; `sign`: −1 before the step, 1 at its end. */
export function noteCells(sign: number): void {
  const x = X;
  const count = P[T.SINGLE_CELLS];
  currents[looked] += sign * x[I.CURRENT];
  for (let k = looked; k < count; k += PHASES) volts[k] += sign * x[T.FIRST_CELL - k];
}

/**
 * Takes the ratios of the pulse that has ended. Three in a row must be high in the same cell, two must be low; the worst cell counts. `ohms`: resistance
 * of the commissioned cell now. True when all cells that have a value are plausible.
 */
export function judgeCells(ohms: number): boolean {
  const x = X;
  const count = P[T.SINGLE_CELLS];
  let high = 1;
  let low = 1e9;
  let sound = true;
  for (let k = 0; k < count; k++) {
    const r = Math.max((-1000 * volts[k]) / currents[k & (PHASES - 1)] / ohms, 1);
    x[T.FIRST_RATIO - k] = r;
    // A cell without a reading is another row's business (X13).
    if (r !== r) continue;
    high = Math.max(high, Math.min(r, last[k], earlier[k]));
    low = Math.min(low, Math.max(r, last[k]));
    earlier[k] = last[k];
    last[k] = r;
    if (r <= LOW_RESISTANCE || r >= WARN_RESISTANCE) sound = false;
  }
  if (low < 1e9) {
    x[T.CELL_RESISTANCE_HIGH] = high;
    x[T.CELL_RESISTANCE_LOW] = low;
  }
  return sound;
}

/** The contactor is open: what was measured is history. */
export function forgetRatios(): void {
  last.fill(1000);
  earlier.fill(1000);
  X[T.CELL_RESISTANCE_HIGH] = X[T.CELL_RESISTANCE_LOW] = 1000;
}

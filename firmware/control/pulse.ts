/**
 * Resistance of the cell from steps of the current: a fifth of the largest current, held for a second (docs/physics.md, protection table, ASR
 * pulse). Under current the step takes away from it; at rest it is a test current.
 *
 * Voltage and current are summed over half a second before the step and over the second half of it. As both sums are of the same ticks, a
 * current that changes meanwhile does no harm.
 */
import { BOARD } from '../board/row.js';
import { P } from '../persist/parameters.js';
import { ACTIVE_AREA, MAX_CURRENT, REST_PULSE_PERIOD } from '../persist/parameter.table.js';
import { LOW_RESISTANCE, WARN_RESISTANCE } from '../protect/levels.table.js';
import { BLOCK_DISCHARGE } from '../protect/reaction.table.js';
import { reactions } from '../protect/monitor.js';
import { inputs } from '../sense/fast.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { beginCells, forgetRatios, judgeCells, noteCells } from './cell-pulse.js';
import { modelOhms } from './voltage.js';

/** Ticks up to the step, up to the second half of it, and up to its end. */
const BEFORE = 5;
const SETTLED = 10;
const END = 15;
/** First tick of five in which the cells do not count: four hold one reading of each. */
const SPARE = SETTLED + 1;
/** True on boards that measure single cells. */
const CELLS = BOARD.cellSlot >= 0;
/** Seconds between two pulses under current, between two tests of a cell that has not passed, and between two that never come. */
const PERIOD = 60;
const TEST_PERIOD = 5;
const NEVER = 1e9;

/** Tick of the running pulse, from 1 on; 0: none runs. */
export let phase = 0;
/** True when a pulse since the contactor has closed has found a plausible resistance: before, no current is allowed. */
export let plausible = false;

/** What the running pulse adds to the current, mA. */
let step = 0;
let sumU = 0;
let sumI = 0;
/** Seconds since the last pulse, or since the contactor has closed. */
let wait = 0;
/** Ratios of the last two pulses, 0.001; 1000 before. */
let last = 1000;
let before = 1000;

/** Current that is added to the command now, mA. */
export function pulseCurrent(): number {
  return phase > BEFORE ? step : 0;
}

/**
 * Takes the ratio of the pulse that has ended, 0.001, at least 1: three in a row must be high, two must be low. A step that the limits or a trip
 * have cut to four fifths or less says nothing, nor does one with unknown readings.
 */
function finish(): void {
  const x = X;
  const r = Math.max((-1000 * sumU) / sumI / modelOhms, 1);
  phase = wait = 0;
  if (!(sumI / step > (END - SETTLED) * 0.8 && r === r)) return;
  x[I.RESISTANCE_RATIO] = r;
  if (BOARD.profile === 'full') x[I.RESISTANCE] = (r * modelOhms * P[ACTIVE_AREA]) / 100;
  x[I.RESISTANCE_HIGH] = Math.min(r, last, before);
  x[I.RESISTANCE_LOW] = Math.max(r, last);
  before = last;
  last = r;
  const sound = !CELLS || judgeCells(modelOhms);
  if (sound && r > LOW_RESISTANCE && r < WARN_RESISTANCE) plausible = true;
}

/** A tick of the running pulse, right after sensing. */
export function pulseTick(): void {
  const sign = phase <= BEFORE ? -1 : phase > SETTLED ? 1 : 0;
  sumU += sign * X[I.CELL_VOLTAGE];
  sumI += sign * X[I.CURRENT];
  if (CELLS && sign && phase > 1 && phase !== SPARE) noteCells(sign);
  if (phase++ >= END) finish();
}

/** The contactor is open: what was measured is history, and the next closing begins with a test. */
function forget(): void {
  plausible = false;
  phase = wait = 0;
  X[I.RESISTANCE_HIGH] = X[I.RESISTANCE_LOW] = last = before = 1000;
  if (CELLS) forgetRatios();
}

/** Begins a pulse when it is time, once a second. `command`: commanded current, mA; one that is smaller than the step cannot be lowered by it. */
export function considerPulse(seconds: number, command: number): void {
  if (!(inputs & 4)) return forget();
  const size = P[MAX_CURRENT] / 5;
  const rest = (BOARD.profile === 'full' && P[REST_PULSE_PERIOD]) || NEVER;
  wait += seconds;
  if (phase || wait < (command ? PERIOD : plausible ? rest : TEST_PERIOD) || (command && Math.abs(command) < size)) return;
  step = command > 0 || (!command && reactions & BLOCK_DISCHARGE) ? -size : size;
  sumU = sumI = 0;
  if (CELLS) beginCells();
  phase = 1;
}

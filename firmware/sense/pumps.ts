/** Pump motors and the pressure of the NaK line against their curves, once a second. A curve is what a fresh line gives at the same command. */
import { BOARD } from '../board/row.js';
import { CATHOLYTE_PUMP_FULL, NAK_PUMP_FULL } from '../model/control.js';
import { P } from '../persist/parameters.js';
import * as I from './index.table.js';
import * as T from './process.table.js';
import { X } from './values.js';

/** Shares of the curve: a current below which, with so little flow, the pump runs dry; a flow below which the line is judged. In 0.1 %. */
const DRY_LOAD = 500;
const DRY_FLOW = 250;
const LOW_FLOW = 700;
/** What a ratio is while there is nothing to compare. */
const SOUND = 1000;

/** Pressure of the NaK line, 0.1 % of its curve; `SOUND` while the pump is off. */
export let linePressure = SOUND;

/** Current over its curve, 0.1 %. */
function load(current: number, idle: number, full: number, duty: number): number {
  return duty > 0 ? (current * 1000) / (idle + (full - idle) * duty) : SOUND;
}

function judgeNakPump(x: Float64Array, duty: number): void {
  const flow = x[I.NAK_CURVE_RATIO];
  if (BOARD.has.nakPumpCurrent) {
    const l = load(x[T.NAK_PUMP_CURRENT], P[T.NAK_MOTOR_IDLE], P[T.NAK_MOTOR_FULL], duty);
    x[T.NAK_PUMP_LOAD] = l;
    x[T.NAK_PUMP_DRY] = l < DRY_LOAD && flow < DRY_FLOW ? 1 : 0;
  }
  if (BOARD.has.nakPressure && BOARD.has.blanketPressure) {
    const p = x[T.NAK_PRESSURE] - x[T.BLANKET_PRESSURE] / 10;
    x[T.NAK_LINE_PRESSURE] = p;
    linePressure = duty > 0 ? (p * 1000) / (P[T.NAK_LINE_FULL] * duty) : SOUND;
    x[T.NAK_BLOCKAGE] = flow < LOW_FLOW ? linePressure : 0;
  }
}

function judgeCatholytePump(x: Float64Array, duty: number): void {
  const flow = duty > 0 ? (x[I.CATHOLYTE_FLOW] * 1000) / (duty * CATHOLYTE_PUMP_FULL) : SOUND;
  const l = load(x[T.CATHOLYTE_PUMP_CURRENT], P[T.CATHOLYTE_MOTOR_IDLE], P[T.CATHOLYTE_MOTOR_FULL], duty);
  x[T.CATHOLYTE_PUMP_LOAD] = l;
  x[T.CATHOLYTE_PUMP_DRY] = l < DRY_LOAD && flow < DRY_FLOW ? 1 : 0;
}

/** `nak`, `catholyte`: commanded flows, 0.1 mL/min. */
export function judgePumps(nak: number, catholyte: number): void {
  judgeNakPump(X, nak / NAK_PUMP_FULL);
  if (BOARD.has.catholytePumpCurrent) judgeCatholytePump(X, catholyte / CATHOLYTE_PUMP_FULL);
}

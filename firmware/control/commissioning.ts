/**
 * Commissioning on the device (firmware/model/commissioning.ts). A measurement counts at once and is stored with the signature: a loss of power in
 * between brings back what was signed before. A change of the cell or of a calibration takes the signature away, and with it charge and discharge.
 */
import { AS_IS, SETTLE_S, STEADY_SLOPE } from '../model/commissioning.js';
import { NAK_PUMP_FULL } from '../model/control.js';
import { BOARD } from '../board/row.js';
import { P, setParameter, shadowValue } from '../persist/parameters.js';
import * as T from '../persist/parameter.table.js';
import { inputs } from '../sense/fast.js';
import * as I from '../sense/index.table.js';
import { start } from '../sense/level.js';
import * as R from '../sense/process.table.js';
import { X } from '../sense/values.js';
import { RANGE, WRONG_STATE } from './command.table.js';
import * as C from './commissioning.table.js';
import { held, state, wants } from './sequencer.js';
import * as S from './state.table.js';
import { modelOhms } from './voltage.js';

/** An item is done, which nobody has signed yet. `bit`: of the item. */
function note(bit: number): void {
  setParameter(T.COMMISSIONED, P[T.COMMISSIONED] | bit);
  setParameter(T.SIGNER, 0);
}

/** The fill is known. */
export function noteFill(): void {
  note(C.FILL);
}

/** Takes the signature away when the shadow has another cell or other calibrations. */
export function compareCell(): void {
  for (let i = T.FIRST_OF_CELL; i < T.FIRST_OF_RECORD; i++) if (shadowValue(i) !== P[i]) setParameter(T.SIGNER, 0);
}

/** Current at full command of a pump that takes `current` mA at `duty`, 0.01 %. */
function fullCurrent(idle: number, current: number, duty: number): number {
  return idle + ((current - idle) * 10000) / duty;
}

/** The same as `found` for what only boards of profile `full` measure. Of a curve a reference of 0 is what its sensor shows now. */
function foundAround(k: number, v: number, reference: number): number {
  const x = X;
  const duty = x[I.NAK_DUTY];
  if (k === C.LEVEL) return v + reference - (x[R.NAK_LEVEL] * start) / 1000;
  if (k === C.NAK_LINE) return ((reference || x[R.NAK_LINE_PRESSURE]) * 10000) / duty;
  if (k === C.NAK_MOTOR) return fullCurrent(P[R.NAK_MOTOR_IDLE], reference || x[R.NAK_PUMP_CURRENT], duty);
  if (k === C.CATHOLYTE_MOTOR) return fullCurrent(P[R.CATHOLYTE_MOTOR_IDLE], reference || x[R.CATHOLYTE_PUMP_CURRENT], x[I.CATHOLYTE_DUTY]);
  if (k === C.CURVE) return ((reference || x[I.NAK_FLOW]) * 10_000_000) / (duty * NAK_PUMP_FULL);
  return v + 10 * x[k === C.CATHOLYTE ? R.CATHOLYTE_TEMP : R.NAK_INLET_TEMP] - reference;
}

/** What parameter `p` must be for calibration `k` to show `reference`; a resistance of 0 is the one that the last current pulse has shown. */
function found(k: number, p: number, reference: number): number {
  const v = P[p];
  if (BOARD.profile === 'full' && k > C.GAIN) return foundAround(k, v, reference);
  const shown = 10 * X[C.SHOWN[k]];
  if (!k) return (v * (reference ? reference / modelOhms : X[I.RESISTANCE_RATIO])) / 1000;
  return k < C.GAIN ? v + shown - reference : ((10000 + v) * reference) / shown - 10000;
}

/** Contactor and pump are off and the sheaths have the temperature of what they touch. */
function atRest(): boolean {
  return !(inputs & 4 || wants & S.NAK) && Math.abs(X[I.HEAT_SLOPE]) <= STEADY_SLOPE;
}

/** Command `calibrate`. A correction beyond the limits of its parameter is a fault of the sensor, and none is made. */
export function calibrate(item: number, reference: number): number | undefined {
  const k = item - 2;
  const p = T.FIRST_OF_CALIBRATION + k;
  if (k < 0 || p >= T.FIRST_OF_RECORD) return RANGE;
  const curve = BOARD.profile === 'full' && (C.RUNNING_ITEMS >> k) & 1;
  if (state === S.READY && !curve) return WRONG_STATE;
  if (reference !== AS_IS) {
    if (held < SETTLE_S || (curve ? state !== S.READY : !atRest())) return WRONG_STATE;
    const v = Math.round(found(k, p, reference | 0));
    if (!(v >= T.MINIMA[p] && v <= T.MAXIMA[p])) return RANGE;
    setParameter(p, v);
  }
  note(2 << k);
  return undefined;
}

/**
 * Commissioning on the device (firmware/model/commissioning.ts). A measurement counts at once and is stored with the signature: a loss of power in
 * between brings back what was signed before. A change of the cell or of a calibration takes the signature away, and with it charge and discharge.
 */
import { AS_IS, SETTLE_S, STEADY_SLOPE } from '../model/commissioning.js';
import { BOARD } from '../board/row.js';
import { P, setParameter, shadowValue } from '../persist/parameters.js';
import * as T from '../persist/parameter.table.js';
import { inputs } from '../sense/fast.js';
import * as I from '../sense/index.table.js';
import { start } from '../sense/level.js';
import { NAK_LEVEL } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import { RANGE, WRONG_STATE } from './command.table.js';
import { FILL, GAIN, SHOWN } from './commissioning.table.js';
import { held, wants } from './sequencer.js';
import * as S from './state.table.js';
import { modelOhms } from './voltage.js';

/** An item is done, which nobody has signed yet. `bit`: of the item. */
function note(bit: number): void {
  setParameter(T.COMMISSIONED, P[T.COMMISSIONED] | bit);
  setParameter(T.SIGNER, 0);
}

/** The fill is known. */
export function noteFill(): void {
  note(FILL);
}

/** Takes the signature away when the shadow has another cell or other calibrations. */
export function compareCell(): void {
  for (let i = T.FIRST_OF_CELL; i < T.FIRST_OF_RECORD; i++) if (shadowValue(i) !== P[i]) setParameter(T.SIGNER, 0);
}

/** What parameter `p` must be for calibration `k` to show `reference`; a resistance of 0 is the one that the last current pulse has shown. */
function found(k: number, p: number, reference: number): number {
  const v = P[p];
  const shown = 10 * X[SHOWN[k]];
  if (BOARD.profile === 'full' && k > GAIN) return v + reference - (X[NAK_LEVEL] * start) / 1000;
  if (!k) return (v * (reference ? reference / modelOhms : X[I.RESISTANCE_RATIO])) / 1000;
  return k < GAIN ? v + shown - reference : ((10000 + v) * reference) / shown - 10000;
}

/** Command `calibrate`. A correction beyond the limits of its parameter is a fault of the sensor, and none is made. */
export function calibrate(item: number, reference: number): number | undefined {
  const k = item - 2;
  const p = T.FIRST_OF_CALIBRATION + k;
  if (k < 0 || p >= T.FIRST_OF_RECORD) return RANGE;
  if (reference !== AS_IS) {
    if (held < SETTLE_S || inputs & 4 || wants & S.NAK || !(Math.abs(X[I.HEAT_SLOPE]) <= STEADY_SLOPE)) return WRONG_STATE;
    const v = Math.round(found(k, p, reference | 0));
    if (!(v >= T.MINIMA[p] && v <= T.MAXIMA[p])) return RANGE;
    setParameter(p, v);
  }
  note(2 << k);
  return undefined;
}

/** Writes to the SunSpec map: which points, which values, and what they do. */
import { BOARD } from '../board/row.js';
import { mayStoreAddress, storeAddress } from '../control/commands.js';
import { beat } from '../control/heartbeat.js';
import { holdCeiling, holdFloor } from '../control/reserve.js';
import { start, state, stop } from '../control/sequencer.js';
import { COLD } from '../control/state.table.js';
import { needsButton, reset } from '../protect/monitor.js';
import { DEVICE_FAILURE, ILLEGAL_ADDRESS, ILLEGAL_VALUE } from './exceptions.js';
import { GAS_SENSOR_FAILED } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import * as T from './sunspec.table.js';

/** True when the plant connects, or is connected. */
function connecting(): boolean {
  return T.OPERATION_OF[state] < 2;
}

/** SetOp: what the commands `start` and `stop` do. What is under way is not begun again, so that a second disconnect does not end the cooling. */
function operate(op: number): void {
  if (op < 2) {
    if (state === COLD) start();
  } else if (connecting()) stop();
}

/** `start` is possible, or has happened. */
function mayConnect(): boolean {
  return connecting() || (state === COLD && !(BOARD.has.hydrogen && X[GAS_SENSOR_FAILED]));
}

/** What writing does, in the order of the map: DA, SocRsvMax, SoCRsvMin, CtrlHb, AlmRst, SetOp. */
const WRITE: ((value: number, now: number) => void)[] = [
  storeAddress,
  holdCeiling,
  holdFloor,
  beat,
  (v) => {
    if (v) reset(0, false);
  },
  operate,
];

/** True when the value, which is in its range, cannot be taken as things are. */
function refused(i: number, v: number): boolean {
  if (i < 1) return !mayStoreAddress(v);
  if (i < 4 || !v) return false;
  return i < 5 ? needsButton() : v < 2 && !mayConnect();
}

/**
 * Exception of a write from place `k` on, or 0. A point that may not be written gives exception 2, a value that it never takes exception 3, one that it
 * does not take as things are exception 4: a row that needs the button at the board, a state that cannot be left, an address that cannot be stored.
 */
export function judgeSunspec(k: number, words: Uint16Array): number {
  for (const v of words) {
    const i = T.WRITABLE.indexOf(k++);
    if (i < 0) return ILLEGAL_ADDRESS;
    if (v < T.LEAST[i] || v > T.MOST[i]) return ILLEGAL_VALUE;
    if (refused(i, v)) return DEVICE_FAILURE;
  }
  return 0;
}

/** Writes what was judged. */
export function writeSunspec(k: number, words: Uint16Array, now: number): void {
  for (const v of words) WRITE[T.WRITABLE.indexOf(k++)](v, now);
}

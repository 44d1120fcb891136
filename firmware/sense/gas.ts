/** Health of the gas sensors, once a second (docs/physics.md, F10). A dead cell reads zero, which looks good. */
import { BOARD } from '../board/row.js';
import { P } from '../persist/parameters.js';
import * as T from './process.table.js';
import { X } from './values.js';
import { isLost } from './watched.js';

/** A sensor whose reading has not moved by the least step for this long, or whose oxygen has stayed below the floor, is dead, s. */
const DEAD_S = 60;
/** How long after a purge oxygen may stay below the floor, s: seals and trickle need that long to bring back the trace (docs/physics.md, section 10). */
const TRACE_S = 1800;

/** Gas channels in the order of `lastReading`. */
const CHANNELS = [T.OXYGEN, T.HYDROGEN, T.ROOM_HYDROGEN, T.TOXIC_GAS];
const INPUTS = [T.AT_OXYGEN, T.AT_HYDROGEN, T.AT_ROOM_HYDROGEN, T.AT_TOXIC];
const FITTED = [BOARD.has.oxygen, BOARD.has.hydrogen, BOARD.has.roomHydrogen, BOARD.has.toxicGas];

const lastReading = new Float64Array(4);
const stillFor = new Float64Array(4);
/** Mean oxygen over some eight seconds, 0.1 ppm, and how long it has been below the floor, s. */
let meanOxygen = 0;
let lowFor = 0;

/** Seconds without any change of channel `k`. */
function stillness(k: number, seconds: number): number {
  const v = X[CHANNELS[k]];
  if (v !== lastReading[k]) stillFor[k] = 0;
  else stillFor[k] += seconds;
  lastReading[k] = v;
  return stillFor[k];
}

/** True when the oxygen cell has read less than a blanket ever holds that is not purged: its heater has failed. */
function oxygenDead(seconds: number, purging: boolean): boolean {
  const v = X[T.OXYGEN];
  if (v === v) meanOxygen += (v - meanOxygen) / 8;
  if (purging) lowFor = -TRACE_S;
  else lowFor = meanOxygen < P[T.OXYGEN_FLOOR] ? lowFor + seconds : 0;
  return lowFor >= DEAD_S;
}

/** `hours`: running hours of the controller. `purging`: fresh argon takes the oxygen away. */
export function judgeGasSensors(seconds: number, hours: number, purging: boolean): void {
  let failed = hours >= P[T.BUMP_TEST_DUE];
  for (let k = 0; k < 4; k++) if (FITTED[k] && (isLost(INPUTS[k]) || stillness(k, seconds) >= DEAD_S)) failed = true;
  if (BOARD.has.oxygen && oxygenDead(seconds, purging)) failed = true;
  X[T.GAS_SENSOR_FAILED] = failed ? 1 : 0;
}

/** Quality and age of the channels of every board: which of them have no value, and for how long something has been missing. */
import { CHANNEL_VALUES } from './channels.table.js';
import * as I from './index.table.js';
import { X } from './values.js';

/** Longest age that the register shows, s. */
const LONGEST = 65535;

/** Once a second. A sum with one unknown value is unknown, so that a healthy board pays for one sum only. */
export function judgeChannels(seconds: number): void {
  const x = X;
  const sum = x[I.CELL_VOLTAGE] + x[I.CURRENT] + x[I.NAK_TEMP_A] + x[I.NAK_TEMP_B] + x[I.CELL_TEMP] + x[I.LEAK] + x[I.NAK_FLOW];
  if (sum === sum) {
    x[I.BAD_CHANNELS] = x[I.BAD_SECONDS] = 0;
    return;
  }
  let bad = 0;
  for (const i of CHANNEL_VALUES) bad = bad * 2 + (x[i] === x[i] ? 0 : 1);
  x[I.BAD_CHANNELS] = bad;
  x[I.BAD_SECONDS] = Math.min(x[I.BAD_SECONDS] + seconds, LONGEST);
}

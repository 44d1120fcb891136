/** Writes of holding registers, whole or not at all. */
import { nowMs } from '../board/system.js';
import { control, storing } from '../control/commands.js';
import { CONTROL_START } from '../model/registers.js';
import { type Area, HOLDING, areaOf } from './areas.js';
import { STOP } from './bit.table.js';
import { FIRST_OFFSET } from './control.table.js';
import { DEVICE_BUSY, ILLEGAL_ADDRESS } from './exceptions.js';

/** While a command stores: true unless the write makes the command in the mailbox a stop, or completes one. */
function mustWait(area: Area, k: number, words: Uint16Array): boolean {
  return area.first !== CONTROL_START || (k > FIRST_OFFSET ? control[FIRST_OFFSET] : words[0]) !== STOP;
}

/** Writes registers whole or not at all; 0, or minus an exception code. */
export function store(address: number, words: Uint16Array): number {
  const area: Area | undefined = areaOf(HOLDING, address, words.length);
  if (!area || !area.judge || !area.write) return -ILLEGAL_ADDRESS;
  address -= area.first;
  const refusal = area.judge(address, words);
  if (refusal) return -refusal;
  return storing && mustWait(area, address, words) ? -DEVICE_BUSY : -(area.write(address, words, nowMs()) || 0);
}

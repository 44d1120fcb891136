/**
 * The request that is being answered and the reply that grows. A handler reads `request`, writes the reply into `reply` from its third byte on
 * and returns the reply's length so far, without CRC; minus an exception code; or 0 for no answer.
 */
import { type Area, HOLDING, areaOf } from './areas.js';
import { DEVICE_BUSY, ILLEGAL_ADDRESS } from './exceptions.js';
import { control, storing } from '../control/commands.js';
import { CONTROL_START } from '../model/registers.js';
import { STOP } from './bit.table.js';
import { FIRST_OFFSET } from './control.table.js';
import { nowMs } from '../board/system.js';

/** Largest frame of the serial line. */
export const MAX_FRAME = 256;

/** Request from its address on; its length with CRC is `requestSize`. */
export let request = new Uint8Array(8);
export let requestSize = 0;
export const reply = new Uint8Array(MAX_FRAME);

export function setRequest(bytes: Uint8Array, size: number): void {
  request = bytes;
  requestSize = size;
}

/** Reply that repeats the first `n` bytes of the request. */
export function echo(n: number): number {
  reply.set(request.subarray(0, n));
  return n;
}

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

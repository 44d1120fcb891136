/** Functions 7, 11 and 12 of boards of profile `full`: state of the device and log of the line (Application Protocol 1.1b3, 6.7, 6.9, 6.10). */
import { storing } from '../control/commands.js';
import { state } from '../control/sequencer.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { RUN_STATES } from './bit.table.js';
import { COMPLETED, counts, FOREIGN, POLLS, serverMessages } from './counters.js';
import { reply } from './request.js';

/** Events in the log; a power of two. */
const EVENTS = 64;

/** The newest event at `newest`, older ones behind it, round the end. */
const ring = new Uint8Array(EVENTS);
let newest = 0;
let length = 0;

/** Puts an event into the log: a byte with bit 7 for what was received, bit 6 for what was sent, 4 for listen-only mode, 0 for a restart. */
export function noteLine(event: number): void {
  newest = (newest - 1) & (EVENTS - 1);
  ring[newest] = event;
  if (length < EVENTS) length++;
}

/** Forgets the log. */
export function clearLine(): void {
  length = 0;
}

/** 1 when any bit of a register of 64 bits is set. `at`: index of its last word. */
function any(at: number): number {
  const x = X;
  return x[at] + x[at + 1] + x[at + 2] + x[at + 3] ? 1 : 0;
}

/** FC 7: the bits of `EXCEPTION_STATUS`. */
export function exceptionStatus(): number {
  const x = X;
  const outputs = x[I.OUTPUTS];
  reply[2] =
    any(I.LATCHED) +
    2 * any(I.ACTIVE) +
    4 * any(I.WARNED) +
    8 * x[I.E_STOP_OPEN] +
    16 * (outputs & 1) +
    16 * (outputs & 2) +
    64 * (x[I.MODE_BITS] & 1) +
    128 * ((RUN_STATES >> state) & 1);
  return 3;
}

/** Puts status, all bits set while a command stores, and event count into the reply from byte `at` on. */
function putCount(at: number): void {
  const c = counts[COMPLETED];
  const busy = storing ? 255 : 0;
  reply.set([busy, busy, c >> 8, c], at);
}

/** FC 11, which does not count itself. */
export function eventCounter(): number {
  putCount(2);
  counts[COMPLETED]--;
  counts[POLLS]++;
  return 6;
}

/** FC 12. */
export function eventLog(): number {
  const t = reply;
  const messages = serverMessages() + counts[FOREIGN];
  const first = Math.min(length, EVENTS - newest);
  putCount(3);
  t[2] = 6 + length;
  t[7] = messages >> 8;
  t[8] = messages;
  t.set(ring.subarray(newest, newest + first), 9);
  t.set(ring.subarray(0, length - first), 9 + first);
  return 9 + length;
}

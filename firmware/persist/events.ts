/**
 * The event log: a ring of records in FRAM, or in a file of Storage until that is full (firmware/model/events.ts). A record lies there as it goes on the line, so that a read of the event window
 * is one read of the memory; the PC judges number and CRC.
 *
 * The number of the newest event is kept with the counters. A power cut between the two writes leaves a record that the next one overwrites.
 */
import { BOARD } from '../board/row.js';
import { crc32, readFram, writeFram } from '../board/storage.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { CAPACITY, ERASED_EVENT, EVENT_START, LOOP, START, TRIP } from './events.table.js';

/** Address in the memory and the eight words of a record, all in reverse order: the reversal of the bytes makes the order of the line. */
const words = new Uint16Array(9);
const bytes = new Uint8Array(words.buffer);

/** Events that the file of a board without FRAM still takes. */
export let eventsLeft = 0;

/** Where event `number` lies. */
function place(number: number): number {
  return EVENT_START + 16 * (number & (CAPACITY - 1));
}

/** True when nothing was ever written where event `number` lies. */
function isFree(number: number): boolean {
  return crc32(readFram(place(number), 16)) === ERASED_EVENT;
}

/**
 * Of a board without FRAM: counts the events that came behind the newest one that the counters name, and the places that are left. Behind the last
 * erased place lie the oldest events, so they are found by halving.
 */
export function findEvents(): void {
  const x = X;
  for (let k = CAPACITY; k && !isFree(x[I.EVENTS] + 1); k--) x[I.EVENTS]++;
  let step = CAPACITY;
  while (step) {
    if (eventsLeft + step <= CAPACITY && isFree(x[I.EVENTS] + eventsLeft + step)) eventsLeft += step;
    step >>= 1;
  }
}

/** Kind of a record that is neither a trip nor a start, or 0. */
let kind = 0;

/** Writes a record. `check`: index of the check, `fault`: number of its fault; no fault: the start. A value that fits no word is not known. */
export function noteEvent(check: number, fault: number, value: number, limit: number): void {
  const x = X;
  const number = (x[I.NEWEST_EVENT] = ++x[I.EVENTS]);
  words.set([
    0,
    limit,
    value > -32768 && value < 32768 ? value : -32768,
    check * 256 + fault,
    x[I.UPTIME] * 256 + ((BOARD.loops > 1 && kind) || (fault ? TRIP : START)) * 16 + x[I.LAST_STATE],
    x[I.UPTIME - 1],
    x[I.STARTS],
    number,
    place(number),
  ]);
  words[0] = crc32(bytes.subarray(2, 16));
  bytes.reverse();
  writeFram(bytes);
  if (!BOARD.fram && eventsLeft) eventsLeft--;
}

/** Writes the record in front of a trip that says which NaK loop it is about: `loop` from 1, its sodium in 0.01 wt%, 65535 while that is not known. */
export function noteLoop(fault: number, loop: number, composition: number): void {
  kind = LOOP;
  noteEvent(0, fault, loop, composition === 0xffff ? -32768 : composition);
  kind = 0;
}

/** `count` bytes of the event window from byte `from` on, the window beginning with event `number`. */
export function readEvents(number: number, from: number, count: number): Uint8Array {
  return readFram(place(number) + from, count);
}

/** The same, going on at the start of the memory behind its end; the records of all that it holds can be read so. */
export function readRing(number: number, from: number, count: number): Uint8Array {
  const size = 16 * CAPACITY;
  const at = (place(number) - EVENT_START + from) % size;
  const first = Math.min(count, size - at);
  const found = new Uint8Array(count);
  found.set(readFram(EVENT_START + at, first));
  if (first < count) found.set(readFram(EVENT_START, count - first), first);
  return found;
}

/**
 * The counters of a board without FRAM, in a file of Storage that takes a bounded number of records (firmware/model/record-files.ts).
 *
 * A record is written when something has changed that must not be lost: the contactor (at every stop, park and trip), the anchor, the copy of the
 * parameters, the starts in a row, and when the charge has moved by what the largest current moves in an hour; with the supply going down, in a minute.
 * So a cut of power loses at most that much, and the next start widens the error of the charge by it: towards not knowing, never the other way.
 *
 * A record goes where the file is erased and touches no other: a cut inside one leaves the one before, and the damaged place widens the error once more.
 */
import { BOARD } from '../board/row.js';
import { bytesOf, crc32, readText, writeInto } from '../board/storage.js';
import { INTACT } from '../model/memory.js';
import { COUNTER_FILE, RECORD_BYTES, RECORDS_AT } from '../model/record-files.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { COUNTER_FILE_BYTES, ERASED_RECORD, RECORDS } from './counter-file.table.js';
import { eventsLeft, findEvents } from './events.js';
import { MAX_CURRENT } from './parameter.table.js';
import { P } from './parameters.js';

/** Time at the largest current whose charge is worth a record, s; with the supply going down; and what may pass until it is written. */
const SAVE_S = 3600;
const HURRY_S = 60;
const SLACK_S = 10;
/** Damaged places behind the newest good record beyond which it counts as lost. */
const MOST_BAD = 8;
/** Places that are kept for changes of contactor and anchor. */
const KEPT_PLACES = 4;
/** Starts in a row from which on another one is no news: X09 holds the plant off by then. */
const MOST_STARTS = 5;
/** NaK loops beyond the first that are lost stand in the flags from this bit on. */
const LOOPS_AT = 24;
/** Bits of the flags that say contactor and anchor. */
const URGENT = 7 + (BOARD.loops > 1 ? 7 << LOOPS_AT : 0);

/** The record that was written last. */
const bytes = new Uint8Array(RECORD_BYTES);
const values = new Float64Array(bytes.buffer, 0, 4);
const words = new Uint32Array(bytes.buffer, 32, 5);
/** Records in the file, damaged ones included. */
let used = 0;
/** Intervals between two records of which nobody knows how much charge moved in them. */
let missed = 0;

/** Text of a place in the file. */
function readPlace(k: number): string {
  return readText(COUNTER_FILE, RECORDS_AT + RECORD_BYTES * k, RECORD_BYTES) ?? '';
}

function isFree(k: number): boolean {
  return crc32(readPlace(k)) === ERASED_RECORD;
}

/** Contactor, anchor, starts in a row and copy of the parameters in one word. */
function flags(): number {
  const x = X;
  const lost = x[I.ANCHOR_LOST];
  return (lost & 1) + ((lost >> 1) << LOOPS_AT) + 2 * x[I.ENERGISED] + 8 * Math.min(x[I.SHORT_RUNS], MOST_STARTS) + 256 * x[I.PARAMETER_COPY];
}

/** Takes the record in `bytes` over. */
function take(): void {
  const x = X;
  const f = words[3];
  x[I.CHARGE] = values[0];
  x[I.COUNTER_ERROR] = values[1];
  x[I.ENERGY_IN] = values[2];
  x[I.ENERGY_OUT] = values[3];
  x[I.SAVES] = words[0];
  x[I.STARTS] = words[1];
  x[I.EVENTS] = words[2];
  x[I.ANCHOR_LOST] = (f & 1) + (((f >>> LOOPS_AT) & 7) << 1);
  x[I.ENERGISED] = (f >> 1) & 3;
  x[I.SHORT_RUNS] = (f >> 3) & 31;
  x[I.PARAMETER_COPY] = (f >>> 8) & 65535;
}

/** Takes the newest good record over. False when there is none, or too many behind it are damaged. */
function newest(): boolean {
  for (let k = used; k && used - k <= MOST_BAD; k--) {
    const text = readPlace(k - 1);
    if (crc32(text) === INTACT) {
      bytes.set(bytesOf(text));
      take();
      missed = used - k;
      return true;
    }
  }
  return false;
}

function showLeft(): void {
  X[I.RECORDS_LEFT] = Math.min(RECORDS - used, eventsLeft);
}

/** Restores the newest good record, and the number of the newest event. False when the counters are lost. */
export function restoreRecord(): boolean {
  let end = RECORDS;
  // Places are written in order, so the first free one is found by halving.
  while (used < end) {
    const middle = (used + end) >> 1;
    if (isFree(middle)) end = middle;
    else used = middle + 1;
  }
  const good = newest();
  if (X[I.ENERGISED] === 1) missed++;
  findEvents();
  showLeft();
  return good;
}

/** Once the parameters are there: what a cut of power may have kept from being counted widens the error of the charge. */
export function widenError(): void {
  X[I.COUNTER_ERROR] += missed * (SAVE_S + SLACK_S) * P[MAX_CURRENT];
}

/** Writes a record when there is something to save. `hurry`: the supply goes down. */
export function saveRecord(hurry?: boolean): void {
  const x = X;
  const f = flags();
  const error = x[I.COUNTER_ERROR];
  const moved = Math.abs(x[I.CHARGE] - values[0]) + error - values[1];
  if (f === words[3] && error >= values[1] && !(moved >= (hurry ? HURRY_S : SAVE_S) * P[MAX_CURRENT])) return;
  if (RECORDS - used <= KEPT_PLACES && !((f ^ words[3]) & URGENT)) return;
  values.set([x[I.CHARGE], error, x[I.ENERGY_IN], x[I.ENERGY_OUT]]);
  words.set([++x[I.SAVES], x[I.STARTS], x[I.EVENTS], f]);
  words[4] = crc32(bytes.subarray(0, RECORD_BYTES - 4));
  writeInto(COUNTER_FILE, bytes, RECORDS_AT + RECORD_BYTES * used, COUNTER_FILE_BYTES);
  const good = crc32(readPlace(used)) === INTACT;
  if (good) x[I.MEMORY_FAILURES] = 0;
  else {
    x[I.MEMORY_FAILURES]++;
    // No record has these flags: the next second tries again, at the next place when this one is spoilt.
    words[3] = -1;
  }
  if (used < RECORDS && !isFree(used)) used++;
  showLeft();
}

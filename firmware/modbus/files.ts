/** Functions 20, 21 and 24 of boards of profile `full`: files (firmware/model/files.ts) and the queue of events. */
import { readFram } from '../board/storage.js';
import { control, storing } from '../control/commands.js';
import { EVENTS, HISTORIES, MAP, PARAMETERS } from './file.table.js';
import { CONTROL_START } from '../model/registers.js';
import { readRing } from '../persist/events.js';
import { CAPACITY, HISTORY_SLOTS, HISTORY_START } from '../persist/events.table.js';
import { PARAMETER_WORDS } from '../persist/parameter.table.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { CURSOR_OFFSET } from './control.table.js';
import { DEVICE_BUSY, ILLEGAL_ADDRESS, ILLEGAL_VALUE } from './exceptions.js';
import { MAP_REGISTERS, mapBytes } from './map-file.js';
import { parameterArea } from './parameter-area.js';
import { echo, reply, request, requestSize } from './request.js';
import { wordsAt } from './words.js';

/** Bytes of a group in a request, most bytes of groups in a request to read, least and most in one to write, most bytes of an answer. */
const GROUP = 7;
const MOST_ASKED = 0xf5;
const LEAST_WRITTEN = 9;
const MOST_WRITTEN = 0xfb;
const MOST_ANSWERED = 0xf5;
/** The one reference type, and the last record of a file. */
const REFERENCE = 6;
const LAST_RECORD = 9999;
const EVENT_REGISTERS = 8;
/** Records of events in one answer of function 24, which carries 31 registers. */
const QUEUE_EVENTS = 3;

/** Registers of a file from its number on; 0 where there is none. */
const SIZES: readonly number[] = [0, EVENT_REGISTERS * CAPACITY, PARAMETER_WORDS, MAP_REGISTERS, 0, 128 * HISTORY_SLOTS];

/** A word of the request. */
function wordAt(at: number): number {
  return request[at] * 256 + request[at + 1];
}

/** The bytes of registers of a file, which has them. */
function fileBytes(file: number, record: number, length: number): Uint8Array {
  const from = 2 * record;
  const count = 2 * length;
  if (file === EVENTS) return readRing(control[CURSOR_OFFSET], from, count);
  if (file === MAP) return mapBytes(from, count);
  if (file === HISTORIES) return readFram(HISTORY_START + from, count);
  const piece = new Uint8Array(3 + count);
  parameterArea.read(record, length, piece);
  return piece.subarray(3);
}

/** FC 20. */
export function readFile(): number {
  const r = request;
  const t = reply;
  const asked = r[2];
  let at = 3;
  if (asked < GROUP || asked > MOST_ASKED || asked % GROUP) return -ILLEGAL_VALUE;
  for (let k = 3; k < 3 + asked; k += GROUP) {
    const file = wordAt(k + 1);
    const record = wordAt(k + 3);
    const length = wordAt(k + 5);
    // A file beyond the table has no size, and nothing lies inside it.
    if (r[k] !== REFERENCE || length < 1 || record > LAST_RECORD || !(record + length <= SIZES[file])) return -ILLEGAL_ADDRESS;
    if (at + 2 + 2 * length > 3 + MOST_ANSWERED) return -ILLEGAL_ADDRESS;
    t[at] = 1 + 2 * length;
    t[at + 1] = REFERENCE;
    t.set(fileBytes(file, record, length), at + 2);
    at += 2 + 2 * length;
  }
  t[2] = at - 3;
  return at;
}

/** One pass over the groups of function 21; 0, or minus an exception code. `pass`: 0 looks at their lengths, 1 judges, 2 writes. */
function walk(pass: number, end: number): number {
  for (let k = 3; k < end;) {
    const record = wordAt(k + 3);
    const length = wordAt(k + 5);
    const next = k + GROUP + 2 * length;
    if (!pass) {
      if (length < 1 || k + GROUP > end || next > end) return -ILLEGAL_VALUE;
    } else {
      if (request[k] !== REFERENCE || wordAt(k + 1) !== PARAMETERS || record + length > PARAMETER_WORDS) return -ILLEGAL_ADDRESS;
      const words = wordsAt(request, k + GROUP, length);
      const refusal = parameterArea.judge(record, words);
      if (refusal) return -refusal;
      if (pass > 1) parameterArea.write(record, words, 0);
    }
    k = next;
  }
  return 0;
}

/** FC 21: parameters into the shadow, all groups or none. */
export function writeFile(): number {
  const size = request[2];
  if (size < LEAST_WRITTEN || size > MOST_WRITTEN) return -ILLEGAL_VALUE;
  return walk(0, 3 + size) || walk(1, 3 + size) || (storing ? -DEVICE_BUSY : walk(2, 3 + size)) || echo(requestSize - 2);
}

/** FC 24: event records from the cursor on; the master moves the cursor, and with it the queue. */
export function readQueue(pointer: number): number {
  if (pointer !== CONTROL_START + CURSOR_OFFSET) return -ILLEGAL_ADDRESS;
  const cursor = control[CURSOR_OFFSET];
  const ahead = (X[I.NEWEST_EVENT] - cursor + 1) & 65535;
  const registers = cursor && ahead <= CAPACITY ? EVENT_REGISTERS * Math.min(ahead, QUEUE_EVENTS) : 0;
  reply.set([0, 2 + 2 * registers, 0, registers], 2);
  if (registers) reply.set(readRing(cursor, 0, 2 * registers), 6);
  return 6 + 2 * registers;
}

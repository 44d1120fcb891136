/**
 * The charge counter and the run mark in FRAM: two records that are written in turn, once a second and at every change of the contactor.
 *
 * Record: sequence number, charge in mA·s, restarts × 4 + composition lost × 2 + running (three doubles), CRC-16. A write that power cuts damages the record being
 * written only; the other one is at most one second older, so the loss of charge is bounded by one second of current.
 */
import { readFram, writeFram } from '../board/storage.js';
import { crc16 } from '../modbus/crc.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

/** Bytes of a record without its CRC, and the distance of the two records in the FRAM. */
const RECORD_BYTES = 24;
const SLOT_STEP = 32;
/** Writes that may fail in a row before the counter counts as lost. */
const MAX_FAILURES = 3;

const fields = new Float64Array(3);
const record = new Uint8Array(fields.buffer);
const message = new Uint8Array(2 + RECORD_BYTES + 2);
let sequence = 0;
let failures = 0;

/** Restarts of the controller since the FRAM was new. */
export let restarts = 0;

/** Reads a record into `fields`. False when it is damaged. */
function load(slot: number): boolean {
  const bytes = readFram(slot * SLOT_STEP, RECORD_BYTES + 2);
  if (crc16(bytes, RECORD_BYTES) !== bytes[RECORD_BYTES] + 256 * bytes[RECORD_BYTES + 1]) return false;
  for (let i = 0; i < RECORD_BYTES; i++) record[i] = bytes[i];
  return fields[0] > 0;
}

/** Restores charge, restarts and the run mark from the newer good record. Marks the composition as lost when there is none. */
export function loadCounters(): void {
  let best = -1;
  let newest = 0;
  try {
    for (let slot = 0; slot < 2; slot++) {
      if (load(slot) && fields[0] > newest) {
        newest = fields[0];
        best = slot;
      }
    }
    if (best >= 0) load(best);
  } catch {
    best = -1;
  }
  if (best < 0) {
    X[I.ANCHOR_LOST] = 1;
    return;
  }
  sequence = newest;
  X[I.CHARGE] = fields[1];
  X[I.RESTART_UNDER_POWER] = fields[2] & 1;
  X[I.ANCHOR_LOST] = fields[2] & 2 ? 1 : 0;
  restarts = (fields[2] >> 2) + 1;
}

/** Writes the next record. `energised`: the contactor is closed. */
export function saveCounters(energised: boolean): void {
  const x = X;
  sequence++;
  fields[0] = sequence;
  fields[1] = x[I.CHARGE];
  fields[2] = restarts * 4 + x[I.ANCHOR_LOST] * 2 + (energised ? 1 : 0);
  const crc = crc16(record, RECORD_BYTES);
  const m = message;
  m[1] = (sequence & 1) * SLOT_STEP;
  m.set(record, 2);
  m[2 + RECORD_BYTES] = crc;
  m[3 + RECORD_BYTES] = crc >> 8;
  try {
    writeFram(m);
    failures = 0;
  } catch {
    if (++failures >= MAX_FAILURES) x[I.ANCHOR_LOST] = 1;
  }
}

/**
 * Values that survive a loss of power (`KEPT`, firmware/sense/layout.ts): charge and energy, the mark of a closed contactor, counts of starts,
 * events and parameter copies. Two records in FRAM are written in turn, once a second and at every change of the contactor; a board without FRAM has
 * a file instead (counter-file.ts).
 *
 * A write that power cuts damages the record being written only; the other one is at most one second older, so the loss of charge is bounded by one
 * second of current. Two good records whose numbers do not follow one another mean that writes were lost, nobody knows how many (F12).
 */
import { BOARD } from '../board/row.js';
import { crc32, readFram, writeFram } from '../board/storage.js';
import { COUNTER_STEP, INTACT } from '../model/memory.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { restoreRecord, saveRecord } from './counter-file.js';

/** Bytes of the values and of their record, which is written as it lies in the process image: the address before it, the CRC-32 behind. */
const KEPT_BYTES = 8 * I.KEPT_COUNT;
const RECORD_BYTES = KEPT_BYTES + 4;

const kept = new Uint8Array(X.buffer, 8 * I.KEPT_FIRST, KEPT_BYTES);
const check = new Uint32Array(X.buffer, 8 * I.KEPT_FIRST + KEPT_BYTES, 1);
const message = new Uint8Array(X.buffer, 8 * I.KEPT_FIRST - 2, 2 + RECORD_BYTES);

/** Takes a record over; 0 and no change when it is damaged, else its number. */
function load(slot: number): number {
  const bytes = readFram(COUNTER_STEP * slot, RECORD_BYTES);
  if (crc32(bytes) !== INTACT) return 0;
  message.set(bytes, 2);
  return X[I.SAVES];
}

/** Restores the newer good record. False when the counters are lost. */
function restore(): boolean {
  const a = load(0);
  const b = load(1);
  if (a > b) load(0);
  return a + b > 0 && (!(a * b) || Math.abs(a - b) === 1);
}

/** Restores the kept values and counts the start. Marks the composition as lost when they are not known. */
export function loadCounters(): void {
  const x = X;
  if (!(BOARD.fram ? restore() : restoreRecord())) x[I.ANCHOR_LOST] = (1 << BOARD.loops) - 1;
  x[I.RESTART_UNDER_POWER] = x[I.ENERGISED];
  x[I.STARTS]++;
  x[I.SHORT_RUNS]++;
}

/** Adds the energy of the last `seconds`. An unknown voltage adds none. */
export function countEnergy(seconds: number): void {
  const x = X;
  const e = (x[I.MEAN_CURRENT] * x[I.CELL_VOLTAGE] * seconds) / 3600000;
  if (e > 0) x[I.ENERGY_OUT] += e;
  else if (e < 0) x[I.ENERGY_IN] -= e;
}

/** Writes the next record. `mark`: 1 when the contactor is closed, 2 when it is open and a run under power must not be forgotten yet, 0 otherwise. */
export function saveCounters(mark: number): void {
  const x = X;
  x[I.ENERGISED] = mark;
  if (!BOARD.fram) return saveRecord();
  x[I.SAVES]++;
  check[0] = crc32(kept);
  // The slots lie 256 bytes apart: the slot is the high byte of the address.
  message[0] = x[I.SAVES] & 1;
  writeFram(message);
}

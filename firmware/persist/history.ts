/**
 * What came before a trip: ten snapshots of the measured values, one a second, that go into the memory when a check trips. A record lies there as
 * it goes on the line, like those of the events (firmware/model/events.ts).
 */
import { crc32, readFram, writeFram } from '../board/storage.js';
import { HISTORY_SAMPLES, HISTORY_WORDS } from '../model/history.js';
import { shown } from '../modbus/image.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { HISTORY_SLOTS, HISTORY_START } from './events.table.js';

const COUNT = HISTORY_SAMPLES * HISTORY_WORDS;

/** Snapshots, the newest at place `newest`, then the older ones, round the end. */
const ring = new Uint16Array(COUNT);
let newest = 0;
/** CRC, snapshots from the newest on, number, address: all in reverse order, so that the reversal of the bytes makes the order of the line. */
const words = new Uint16Array(COUNT + 3);
const bytes = new Uint8Array(words.buffer);

/** Takes the snapshot on the map, once a second. */
export function noteSnapshot(): void {
  newest = (newest || COUNT) - HISTORY_WORDS;
  ring.set(shown, newest);
}

function place(number: number): number {
  return HISTORY_START + 256 * (number & (HISTORY_SLOTS - 1));
}

/** Writes what came before the newest event. */
export function noteHistory(): void {
  const number = X[I.NEWEST_EVENT];
  words.set(ring.subarray(newest), 1);
  words.set(ring.subarray(0, newest), COUNT - newest + 1);
  words[COUNT + 1] = number;
  words[COUNT + 2] = place(number);
  words[0] = crc32(bytes.subarray(2, 2 * COUNT + 4));
  bytes.reverse();
  writeFram(bytes);
}

/** `count` bytes of the record of event `number`, from byte `from` on. */
export function readHistory(number: number, from: number, count: number): Uint8Array {
  return readFram(place(number) + from, count);
}

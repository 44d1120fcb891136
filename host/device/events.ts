/**
 * The event log of a device: records of eight registers, judged by number and CRC, as objects with names and units.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { EVENT_FIELDS, EVENT_KINDS, EVENT_REGISTERS } from '../../firmware/model/events.js';
import { checksOf, faultByNumber } from '../../firmware/model/faults.js';
import type { CheckRow, FaultRow } from '../../firmware/model/types.js';
import type { Words } from './codec.js';
import { stateName } from './outcome.js';
import { isWholeRecord } from './record.js';

/** Code of a value that is missing or does not fit a word. */
const NO_VALUE = -0x8000;

/** One event. */
export interface PlantEvent {
  /** Counted from 1, modulo 65536. */
  readonly number: number;
  /** Start of the controller in which it happened, counted from 1, modulo 65536, and the time since that start. */
  readonly start: number;
  readonly seconds: number;
  /** Name of the kind (firmware/model/events.ts), or its code when this program does not know it. */
  readonly kind: string;
  /** State of the sequencer then. */
  readonly state: string;
  readonly fault: FaultRow | null;
  /** The check; null when there is none, or when the record's index is not one of the fault's: another firmware wrote it. */
  readonly check: CheckRow | null;
  /** Cause and level, in the unit of the check; without a check the bare numbers. Null: missing or out of range. */
  readonly value: number | null;
  readonly limit: number | null;
}

/** Raw fields of a record by name. */
function fields(words: Words, at: number): Record<string, number> {
  return Object.fromEntries(
    EVENT_FIELDS.map((f) => {
      const raw = ((words[at + f.register] ?? 0) >> f.shift) & (2 ** f.bits - 1);
      return [f.name, f.signed ? (raw << 16) >> 16 : raw];
    }),
  );
}

/**
 * The event `number` from the eight words at `at`. Null when the record is damaged, overwritten by a younger one, or was never written.
 * @param board the device's, for its checks
 */
export function decodeEvent(words: Words, at: number, number: number, board: BoardRow): PlantEvent | null {
  const raw = fields(words, at) as Record<(typeof EVENT_FIELDS)[number]['name'], number>;
  const get = (name: string): number => raw[name] ?? 0;
  if (get('number') !== (number & 0xffff) || !isWholeRecord(words, at, EVENT_REGISTERS)) return null;
  const fault = faultByNumber(get('fault')) ?? null;
  const indexed = checksOf(board)[get('check')];
  const check = fault && indexed?.fault === fault.id ? indexed : null;
  const inUnit = (steps: number): number | null => (steps === NO_VALUE ? null : check ? steps / check.steps : steps);
  return {
    number: get('number'),
    start: get('start'),
    seconds: get('timeHigh') * 0x10000 + get('timeLow'),
    kind: EVENT_KINDS.find((k) => k.code === get('kind'))?.name ?? `kind ${get('kind')}`,
    state: stateName(get('state')),
    fault,
    check,
    value: inUnit(get('value')),
    limit: inUnit(get('limit')),
  };
}

/** The records of a read of the event window: `count` events from `first` on, with null for those that are not there. */
export function decodeEvents(words: Words, first: number, count: number, board: BoardRow): (PlantEvent | null)[] {
  return Array.from({ length: count }, (_, k) => decodeEvent(words, k * EVENT_REGISTERS, first + k, board));
}

/**
 * Reads that give the events `from`..`to`: number of the first event of each, and how many. At most seven fit a reply that does not block the smallest
 * board, and none crosses the end of the ring.
 */
export function eventReads(from: number, to: number, capacity: number): { first: number; count: number }[] {
  const reads: { first: number; count: number }[] = [];
  for (let first = from; first <= to;) {
    const count = Math.min(7, to - first + 1, capacity - (first % capacity));
    reads.push({ first, count });
    first += count;
  }
  return reads;
}

/**
 * Event records: what happened, with cause, value, limit and state. Sixteen bytes each, as eight registers on the map (input registers 208 on)
 * and as the same sixteen bytes in the memory, high byte first. Host, bench and documents read them through these rows.
 */
import type { BoardRow } from './boards.js';

/** One field of a record. */
export interface EventField {
  readonly name: string;
  /** Register of the record that it lies in, 0–7, its lowest bit there and its number of bits. */
  readonly register: number;
  readonly shift: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly doc: string;
}

function field(name: string, register: number, shift: number, bits: number, doc: string, signed = false): EventField {
  return { name, register, shift, bits, signed, doc };
}

/** Registers of a record. */
export const EVENT_REGISTERS = 8;

export const EVENT_FIELDS: readonly EventField[] = [
  field(
    'number',
    0,
    0,
    16,
    'Number of the event, counted from 1, modulo 65536; another number than asked for: the record is gone or was never written',
  ),
  field('start', 1, 0, 16, 'Start of the controller in which it happened, counted from 1'),
  field('timeLow', 2, 0, 16, 'Time since that start, s, low word'),
  field('timeHigh', 3, 8, 8, 'Time since that start, high byte: it runs over after 194 days'),
  field('kind', 3, 4, 4, 'What happened'),
  field('state', 3, 0, 4, 'State of the sequencer before it'),
  field('check', 4, 8, 8, 'Index of the check among those of its board, in the firmware that wrote it'),
  field('fault', 4, 0, 8, 'Number of the fault, 0 for none'),
  field('value', 5, 0, 16, 'Value that caused it, in steps of the check; −32768: missing or out of range', true),
  field('limit', 6, 0, 16, 'Level that it had reached, in the same steps; −32768: out of range', true),
  field(
    'crc',
    7,
    0,
    16,
    'Low half of the CRC-32 of the fourteen bytes before it, the last one first: a record that power has cut short is known by it',
  ),
];

/** What an event is. Codes are permanent. */
export interface EventKind {
  readonly code: number;
  readonly name: string;
  /** Profiles that record it. */
  readonly profile: 'core' | 'full';
  readonly doc: string;
}

export const EVENT_KINDS: readonly EventKind[] = [
  {
    code: 1,
    name: 'start',
    profile: 'core',
    doc: 'The controller has started. Value: flags of the last reset; limit: starts in a row that did not run for a minute',
  },
  { code: 2, name: 'trip', profile: 'core', doc: 'A check has tripped. Value and limit: its signal and its trip level' },
  {
    code: 3,
    name: 'loop',
    profile: 'full',
    doc: 'The NaK loop that the trip behind this record is about, where several are followed. Value: the loop, counted from 1; limit: its sodium, 0.01 wt%',
  },
];

/** Code of a kind. Throws when there is none of that name. */
export function eventCode(name: string): number {
  for (const k of EVENT_KINDS) if (k.name === name) return k.code;
  throw new Error('no event kind "' + name + '"');
}

/** Most records that the memory of a board holds; the oldest gives way. A power of two. */
export function eventCapacity(board: BoardRow): number {
  return board.profile === 'full' ? 1024 : 256;
}

/**
 * Register words to values and back, from the rows of the map. Pure: the bench uses the same functions on words it read by itself.
 */
import { commandCode } from '../../firmware/model/commands.js';
import { CONTROL_ROWS, EXTENSION_ROWS } from '../../firmware/model/registers.js';
import type { RegisterRow } from '../../firmware/model/types.js';
import { registerCount } from '../../firmware/model/types.js';
import { LiquidusError } from '../error.js';

/** Register words as read: one number of 0..65535 per register. */
export type Words = ArrayLike<number>;

/** The raw integer of a register value, before scaling. */
function rawValue(row: RegisterRow, words: Words, at: number): number {
  const high = words[at] ?? 0;
  const low = words[at + 1] ?? 0;
  switch (row.type) {
    case 'i16':
      return (high << 16) >> 16;
    case 'u32':
      return high * 0x10000 + low;
    case 'i32':
      return (high << 16) | low;
    default:
      return high;
  }
}

/** The raw integer that means "not available" (conventions of the map). */
function unavailable(row: RegisterRow): number {
  if (row.type === 'i16') return -0x8000;
  if (row.type === 'i32') return -0x80000000;
  return row.type === 'u32' ? 0xffffffff : 0xffff;
}

/**
 * The value of a row in its unit, or `null` when the device says that it has none.
 * @param start address of `words[0]`
 */
export function decodeNumber(row: RegisterRow, words: Words, start: number): number | null {
  const raw = rawValue(row, words, row.address - start);
  if (row.optional && raw === unavailable(row)) return null;
  // Dividing by the exact 10, 100 or 1000 gives the double of the decimal number that a person would write; multiplying by 0.1 does not.
  return row.scale < 1 ? raw / Math.round(1 / row.scale) : raw * row.scale;
}

/** Numbers of the set bits of a 64-bit row, bit 0 = number 1, in rising order: fault numbers in the alarm rows. */
export function decodeBits(row: RegisterRow, words: Words, start: number): number[] {
  const numbers: number[] = [];
  const last = row.address - start + registerCount(row.type) - 1;
  for (let bit = 0; bit < 64; bit++) if ((words[last - (bit >> 4)] ?? 0) & (1 << (bit & 15))) numbers.push(bit + 1);
  return numbers;
}

/** A 64-bit row as 16 hexadecimal digits. */
export function decodeHex(row: RegisterRow, words: Words, start: number): string {
  const at = row.address - start;
  return Array.from({ length: 4 }, (_, i) => (words[at + i] ?? 0).toString(16).padStart(4, '0')).join('');
}

/** Names of the set bits of a 16-bit row, from its list of bit names. */
export function namesOfBits(value: number, names: readonly string[]): string[] {
  return names.filter((_, bit) => value & (1 << bit));
}

/** One command for the mailbox. */
export interface Command {
  /** Name of a row of `firmware/model/commands.ts`. */
  readonly name: string;
  /** 16-bit argument, 0..65535. Default 0. */
  readonly argument?: number;
  /** 32-bit argument, signed. Default 0. */
  readonly argument32?: number;
  /** Seconds after which a current set-point ends by itself, 0..65535; 0: never. Default 0. */
  readonly ttl?: number;
}

/** First holding register of the mailbox; `encodeCommand` gives the words from here on. */
export const MAILBOX_START = controlAddress('commandCode');

/** Address of a control register. Throws when the name is not on the map. */
export function controlAddress(name: string): number {
  const row = CONTROL_ROWS.find((candidate) => candidate.name === name);
  if (!row) throw new LiquidusError('internal.map', `There is no control register "${name}" on the map.`);
  return row.address;
}

/** Address of a register of the extension. Throws when the name is not on the map. */
export function extensionAddress(name: string): number {
  const row = EXTENSION_ROWS.find((candidate) => candidate.name === name);
  if (!row) throw new LiquidusError('internal.map', `There is no extension register "${name}" on the map.`);
  return row.address;
}

function within(what: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new LiquidusError('usage.range', `The ${what} ${value} is outside ${low}..${high}; give a whole number in that range.`);
}

/** The six mailbox registers of a command, for one FC16 write. `sequence` must differ from the device's last one. */
export function encodeCommand(command: Command, sequence: number): number[] {
  const values: Readonly<Record<string, number>> = {
    commandCode: commandCode(command.name),
    commandArgument: within('argument', command.argument ?? 0, 0, 0xffff),
    commandArgument32: within('32-bit argument', command.argument32 ?? 0, -0x80000000, 0x7fffffff),
    commandTtl: within('time to live', command.ttl ?? 0, 0, 0xffff),
    commandSequence: within('sequence number', sequence, 0, 0xffff),
  };
  const words: number[] = [];
  for (const row of CONTROL_ROWS) {
    const value = values[row.name];
    if (value === undefined) continue;
    if (registerCount(row.type) === 2) words[row.address - MAILBOX_START] = (value >> 16) & 0xffff;
    words[row.address - MAILBOX_START + registerCount(row.type) - 1] = value & 0xffff;
  }
  return words;
}

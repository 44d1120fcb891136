/**
 * Values of points: from words, as a person reads them, and back to the words that are written.
 */
import { faultByNumber } from '../../firmware/model/faults.js';
import { CHANNEL_BITS, INPUT_BITS, MODE_BITS, OUTPUT_BITS } from '../../firmware/model/registers.js';
import { STATES } from '../../firmware/model/states.js';
import { LiquidusError } from '../error.js';
import type { Words } from './codec.js';
import { decodeBits, decodeHex, decodeNumber, namesOfBits } from './codec.js';
import { versionText } from './identity.js';
import type { Point } from './points.js';

/** A value in the unit of its row; a text or a list of names where it is no quantity; null: not available. */
export type PointValue = number | string | readonly string[] | null;

const BITS: Readonly<Record<string, readonly string[]>> = {
  modeBits: MODE_BITS,
  inputs: INPUT_BITS,
  outputs: OUTPUT_BITS,
  badChannels: CHANNEL_BITS,
};
const FAULT_NUMBERS = new Set(['reason', 'firstOut']);
const VERSIONS = new Set(['mapVersion', 'firmwareVersion']);

function faultName(number: number): string {
  return faultByNumber(number)?.id ?? `#${number}`;
}

/** The value of a point. @param start address of `words[0]` */
export function valueOf({ row, parameter }: Point, words: Words, start: number): PointValue {
  if (row.name === 'bundleHash') return decodeHex(row, words, start);
  if (row.type === 'bits64') return decodeBits(row, words, start).map(faultName);
  const value = decodeNumber(row, words, start);
  if (value === null || parameter) return value;
  const names = BITS[row.name];
  if (names) return namesOfBits(value, names);
  if (row.name === 'state') return STATES[value] ?? value;
  if (FAULT_NUMBERS.has(row.name)) return value === 0 ? null : faultName(value);
  return VERSIONS.has(row.name) ? versionText(value) : value;
}

/** Digits behind the point that one step of a row shows. */
export function digitsOf(scale: number): number {
  return scale < 1 ? Math.round(-Math.log10(scale)) : 0;
}

/** A value as text, without its unit. */
export function valueText(point: Point, value: PointValue): string {
  if (value === null) return '—';
  if (typeof value === 'number') return value.toFixed(digitsOf(point.row.scale));
  return typeof value === 'string' ? value : value.join(' ') || 'none';
}

/** Smallest and largest raw value of a row's type. */
const TYPE_LIMITS = { u16: [0, 0xffff], bits16: [0, 0xffff], i16: [-0x8000, 0x7fff], u32: [0, 0xffffffff], i32: [-0x80000000, 0x7fffffff] } as const;

/** Least and most of a point in its unit: those of the parameter, or of the type. */
export function limitsOf({ row, parameter }: Point): { readonly least: number; readonly most: number } {
  const [low, high] = parameter ? [parameter.min, parameter.max] : row.type === 'bits64' ? [0, 0] : TYPE_LIMITS[row.type];
  const unit = (raw: number): number => (row.scale < 1 ? raw / Math.round(1 / row.scale) : raw * row.scale);
  return { least: unit(low), most: unit(high) };
}

/**
 * The raw value of a number that a person gives. Throws `usage.value` when it is none, outside the limits of the row, or finer than one step: rounding
 * would set another value than the one that was meant.
 */
export function rawOf(point: Point, text: string): number {
  const { row } = point;
  const value = Number(text);
  const { least, most } = limitsOf(point);
  const digits = digitsOf(row.scale);
  const unit = row.unit === '' ? '' : ` ${row.unit}`;
  const range = `${least.toFixed(digits)}..${most.toFixed(digits)}${unit}`;
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new LiquidusError('usage.value', `"${text}" is no value for ${point.name}; give a number of ${range}.`);
  }
  if (value < least || value > most) throw new LiquidusError('usage.value', `${point.name} ${text}${unit} is outside ${range}; give a value inside.`);
  const exact = row.scale < 1 ? value * Math.round(1 / row.scale) : value / row.scale;
  const raw = Math.round(exact);
  if (Math.abs(exact - raw) > 1e-6) {
    throw new LiquidusError('usage.value', `${point.name} ${text}${unit} lies between two steps of ${row.scale}${unit}; round it to a whole step.`);
  }
  return raw;
}

/** Words of a raw value, high word first. */
export function wordsOf(point: Point, raw: number): number[] {
  return point.words === 2 ? [(raw >>> 16) & 0xffff, raw & 0xffff] : [raw & 0xffff];
}

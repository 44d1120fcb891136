/**
 * Parameters from one set to another: firmware with other parameters refuses a copy of the old set, so the flasher writes a copy of the new set
 * that takes the values over by their permanent offset.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { INTACT, SET_FILE, SLOT_NAMES } from '../../firmware/model/memory.js';
import type { ParameterRow } from '../../firmware/model/parameters.js';
import { parameterSet, parametersOf, parameterWords } from '../../firmware/model/parameters.js';
import { textCrc } from '../../firmware/model/text-crc.js';
import type { RegisterType } from '../../firmware/model/types.js';
import { registerCount } from '../../firmware/model/types.js';
import { crc32, textOf } from '../bytes.js';
import { LiquidusError } from '../error.js';

/** Words of a slot in front of the values: number of the copy, version. Behind them lies the CRC-32, low word first (firmware/persist/parameters.ts). */
const HEAD_WORDS = 2;
const CRC_WORDS = 2;
const WORD_BYTES = 2;

/**
 * What happens to the parameters. `none`: the board has no copy. `kept`: the new firmware knows the set. `carried`: a copy of the new set is
 * written. `unknown`: nobody knows what the newest copy holds; the new firmware starts with the values as delivered and a fault (X08).
 */
export type ParameterPlan =
  | { readonly kind: 'none' | 'kept' | 'unknown' }
  | {
      readonly kind: 'carried';
      /** Slot that takes the new copy, and its bytes. The slot of the newest old copy stays as it is. */
      readonly slot: string;
      readonly bytes: Uint8Array;
      /** Names of parameters with their default: new ones, and those whose value is beyond the new limits. */
      readonly defaults: readonly string[];
      /** Offsets of parameters that the new set does not have. */
      readonly dropped: readonly number[];
      /** One of the cell or of a calibration has its default, so the commissioning must be signed again. */
      readonly unsigned: boolean;
    };

interface Copy {
  readonly slot: number;
  readonly words: Uint16Array;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The newest whole copy. */
function newest(files: ReadonlyMap<string, Uint8Array>): Copy | undefined {
  const copies = SLOT_NAMES.flatMap((name, slot): Copy[] => {
    const bytes = files.get(name);
    if (bytes === undefined || bytes.length % WORD_BYTES > 0 || crc32(bytes) !== INTACT) return [];
    const view = viewOf(bytes);
    return [{ slot, words: Uint16Array.from({ length: bytes.length / WORD_BYTES }, (_, k) => view.getUint16(k * WORD_BYTES, true)) }];
  });
  const [a, b] = copies;
  if (!a || !b) return a ?? b;
  return ((number(a) - number(b)) & 0xffff) < 0x8000 ? a : b;
}

function number(copy: Copy): number {
  return copy.words[0] ?? 0;
}

/** Offsets and types of the set in `text`, when it is the one of `version`. */
function setOf(text: string | undefined, version: number | undefined): Map<number, string> | undefined {
  if (text === undefined || textCrc(text) !== version) return undefined;
  return new Map(text.split(',').map((entry) => [parseInt(entry, 10), entry.replace(/^\d+/, '')]));
}

/** Register value of a parameter in the words of a copy. */
function valueAt(words: Uint16Array, offset: number, type: RegisterType): number {
  const high = words[HEAD_WORDS + offset] ?? 0;
  if (registerCount(type) > 1) return high * 0x10000 + (words[HEAD_WORDS + offset + 1] ?? 0);
  return type === 'i16' && high > 0x7fff ? high - 0x10000 : high;
}

/** A value that the row allows; nobody but the firmware writes the record, which has no limits. */
function allows(row: ParameterRow, value: number): boolean {
  return row.group === 'record' || (value >= row.min && value <= row.max);
}

/** A slot with copy `copy` of `values`. */
function slotBytes(rows: readonly ParameterRow[], copy: number, values: ReadonlyMap<ParameterRow, number>): Uint8Array {
  const words = new Uint16Array(HEAD_WORDS + parameterWords(rows) + CRC_WORDS);
  words[0] = copy;
  words[1] = textCrc(parameterSet(rows));
  for (const [row, value] of values) {
    const at = HEAD_WORDS + row.offset;
    if (registerCount(row.type) > 1) {
      words[at] = value >>> 16;
      words[at + 1] = value;
    } else words[at] = value;
  }
  const bytes = new Uint8Array(words.length * WORD_BYTES);
  const view = viewOf(bytes);
  words.forEach((word, k) => view.setUint16(k * WORD_BYTES, word, true));
  view.setUint32(bytes.length - CRC_WORDS * WORD_BYTES, crc32(bytes.subarray(0, -CRC_WORDS * WORD_BYTES)), true);
  return bytes;
}

/** The set of a board as it lies beside the boot file. */
export function setText(row: BoardRow): string {
  return parameterSet(parametersOf(row));
}

/** Values of a copy in the set of a row: by their permanent offset, the rest by default. */
function carry(row: BoardRow, copy: Copy, old: ReadonlyMap<number, string>): Carried {
  const rows = parametersOf(row);
  const values = new Map<ParameterRow, number>();
  const defaults: ParameterRow[] = [];
  for (const parameter of rows) {
    const value = old.get(parameter.offset) === parameter.type ? valueAt(copy.words, parameter.offset, parameter.type) : undefined;
    const taken = value !== undefined && allows(parameter, value);
    values.set(parameter, taken ? value : parameter.fallback);
    if (!taken) defaults.push(parameter);
  }
  return {
    rows,
    values,
    defaults: defaults.map(({ name }) => name),
    dropped: [...old.keys()].filter((offset) => !rows.some((parameter) => parameter.offset === offset)),
    unsigned: defaults.some(({ group }) => group === 'cell' || group === 'calibration'),
  };
}

interface Carried {
  readonly rows: readonly ParameterRow[];
  readonly values: Map<ParameterRow, number>;
  readonly defaults: readonly string[];
  readonly dropped: readonly number[];
  readonly unsigned: boolean;
}

/** The plan that writes carried values as the copy after number `last`, into a slot. */
function written({ rows, values, defaults, dropped }: Carried, unsigned: boolean, slot: number, last: number): ParameterPlan {
  const signer = rows.find(({ name }) => name === 'signer');
  if (unsigned && signer) values.set(signer, 0);
  return { kind: 'carried', slot: SLOT_NAMES[slot] ?? '', bytes: slotBytes(rows, last + 1, values), defaults, dropped, unsigned };
}

/** Set of the newest copy in `files`, by the row's own set or by what lies beside it. */
function toldSet(row: BoardRow, copy: Copy, files: ReadonlyMap<string, Uint8Array>): Map<number, string> | undefined {
  const told = files.get(SET_FILE);
  return setOf(setText(row), copy.words[1]) ?? setOf(told && textOf(told), copy.words[1]);
}

/** What to do with the parameters in `files`, the board's files by name, for the firmware of `row`. */
export function planParameters(row: BoardRow, files: ReadonlyMap<string, Uint8Array>): ParameterPlan {
  const copy = newest(files);
  if (!copy) return { kind: SLOT_NAMES.some((name) => files.has(name)) ? 'unknown' : 'none' };
  if (copy.words[1] === textCrc(setText(row))) return { kind: 'kept' };
  const old = toldSet(row, copy, files);
  if (!old) return { kind: 'unknown' };
  const carried = carry(row, copy, old);
  return written(carried, carried.unsigned, 1 - copy.slot, number(copy));
}

/**
 * Parameters of a backup for a board that holds `held`. Its copy becomes the newest. The signature does not come back with it: the board, its sensors or
 * its cell may be others than those that were signed for. Throws `refused.restore` when the backup has no whole copy of a set that is known.
 */
export function planRestore(row: BoardRow, kept: ReadonlyMap<string, Uint8Array>, held: ReadonlyMap<string, Uint8Array>): ParameterPlan {
  const copy = newest(kept);
  const old = copy && toldSet(row, copy, kept);
  if (!copy || !old) {
    const what = copy
      ? `a copy of the parameters of a set that nobody tells (${SET_FILE} is missing or does not fit)`
      : 'no whole copy of parameters';
    throw new LiquidusError(
      'refused.restore',
      `The backup holds ${what}; take another backup, or flash without --restore and set the parameters by "liquidus config".`,
    );
  }
  // A board that has lost its copies still knows the number of the last one (firmware/persist/parameters.ts): an older one would be refused.
  const last = newest(held);
  return written(carry(row, copy, old), true, last ? 1 - last.slot : 0, number(last ?? copy));
}

/**
 * Parameters from one set to another: firmware with other parameters refuses a copy of the old set, so the flasher writes a copy of the new set
 * that takes the values over by their permanent offset.
 */
import { crc32 } from 'node:zlib';
import type { BoardRow } from '../../firmware/model/boards.js';
import { INTACT, SET_FILE, SLOT_NAMES } from '../../firmware/model/memory.js';
import type { ParameterRow } from '../../firmware/model/parameters.js';
import { parameterSet, parametersOf, parameterWords } from '../../firmware/model/parameters.js';
import { textCrc } from '../../firmware/model/text-crc.js';
import type { RegisterType } from '../../firmware/model/types.js';
import { registerCount } from '../../firmware/model/types.js';

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
      readonly bytes: Buffer;
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

/** The newest whole copy. */
function newest(files: ReadonlyMap<string, Buffer>): Copy | undefined {
  const copies = SLOT_NAMES.flatMap((name, slot): Copy[] => {
    const bytes = files.get(name);
    if (bytes === undefined || bytes.length % WORD_BYTES > 0 || crc32(bytes) !== INTACT) return [];
    return [{ slot, words: Uint16Array.from({ length: bytes.length / WORD_BYTES }, (_, k) => bytes.readUInt16LE(k * WORD_BYTES)) }];
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
function slotBytes(rows: readonly ParameterRow[], copy: number, values: ReadonlyMap<ParameterRow, number>): Buffer {
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
  const bytes = Buffer.alloc(words.length * WORD_BYTES);
  words.forEach((word, k) => bytes.writeUInt16LE(word, k * WORD_BYTES));
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -CRC_WORDS * WORD_BYTES)), bytes.length - CRC_WORDS * WORD_BYTES);
  return bytes;
}

/** The set of a board as it lies beside the boot file. */
export function setText(row: BoardRow): string {
  return parameterSet(parametersOf(row));
}

/** What to do with the parameters in `files`, the board's files by name, for the firmware of `row`. */
export function planParameters(row: BoardRow, files: ReadonlyMap<string, Buffer>): ParameterPlan {
  const copy = newest(files);
  if (!copy) return { kind: SLOT_NAMES.some((name) => files.has(name)) ? 'unknown' : 'none' };
  const rows = parametersOf(row);
  const version = copy.words[1];
  if (version === textCrc(parameterSet(rows))) return { kind: 'kept' };
  const old = setOf(files.get(SET_FILE)?.toString('latin1'), version);
  if (!old) return { kind: 'unknown' };
  const values = new Map<ParameterRow, number>();
  const defaults: ParameterRow[] = [];
  for (const parameter of rows) {
    const value = old.get(parameter.offset) === parameter.type ? valueAt(copy.words, parameter.offset, parameter.type) : undefined;
    const taken = value !== undefined && allows(parameter, value);
    values.set(parameter, taken ? value : parameter.fallback);
    if (!taken) defaults.push(parameter);
  }
  const unsigned = defaults.some(({ group }) => group === 'cell' || group === 'calibration');
  const signer = rows.find(({ name }) => name === 'signer');
  if (unsigned && signer) values.set(signer, 0);
  return {
    kind: 'carried',
    slot: SLOT_NAMES[1 - copy.slot] ?? '',
    bytes: slotBytes(rows, number(copy) + 1, values),
    defaults: defaults.map(({ name }) => name),
    dropped: [...old.keys()].filter((offset) => !rows.some((parameter) => parameter.offset === offset)),
    unsigned,
  };
}

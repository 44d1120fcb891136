/**
 * Parameters from one program to the next: their file goes on, is made anew when few places are left in it, and takes a copy of the new set when the
 * program has other parameters: firmware refuses a copy of another set, so the values go over by their permanent offset.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { emptyFile, INTACT, SET_FILE } from '../../firmware/model/memory.js';
import { COPY_HEAD_WORDS, PARAMETER_FILE, parameterFileFor, parameterFileOf, placeOfCopy } from '../../firmware/model/parameter-file.js';
import type { ParameterFile } from '../../firmware/model/parameter-file.js';
import type { ParameterRow } from '../../firmware/model/parameter-row.js';
import { parameterSet, parametersOf } from '../../firmware/model/parameters.js';
import { textCrc } from '../../firmware/model/text-crc.js';
import type { RegisterType } from '../../firmware/model/types.js';
import { registerCount } from '../../firmware/model/types.js';
import { crc32, textOf } from '../bytes.js';
import { LiquidusError } from '../error.js';

const WORD_BYTES = 2;
const CRC_BYTES = 4;
/** Share of its places that a file must have left, or it is made anew: nobody comes with a flasher every week. */
const FEW = 1 / 4;

/**
 * What happens to the parameters, and the file that is written for it, if any. `none`: the board has no copy. `kept`: the new firmware knows the newest
 * copy, and the file has places left. `renewed`: the same in a new file, which holds that copy alone. `carried`: a new file holds a copy of the new
 * set. `unknown`: nobody knows what the newest copy holds; the new firmware starts with the values as delivered and a fault (X08).
 */
export type ParameterPlan =
  | { readonly kind: 'kept' }
  | { readonly kind: 'none' | 'renewed' | 'unknown'; readonly file?: Uint8Array }
  | {
      readonly kind: 'carried';
      readonly file: Uint8Array;
      /** Names of parameters with their default: new ones, and those whose value is beyond the new limits. */
      readonly defaults: readonly string[];
      /** Offsets of parameters that the new set does not have. */
      readonly dropped: readonly number[];
      /** One of the cell or of a calibration has its default, so the commissioning must be signed again. */
      readonly unsigned: boolean;
    };

/** Offsets and types of a set, as text and by offset. */
interface ParameterSet {
  readonly text: string;
  readonly types: ReadonlyMap<number, string>;
}

function setFrom(text: string): ParameterSet {
  return { text, types: new Map(text.split(',').map((entry) => [parseInt(entry, 10), entry.replace(/^\d+/, '')])) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Words of the newest whole copy of a set in a file. */
function newest(bytes: Uint8Array, { text, types }: ParameterSet): Uint16Array | undefined {
  const words = [...types].reduce((end, [offset, type]) => Math.max(end, offset + registerCount(type as RegisterType)), 0);
  const { head, copyBytes } = parameterFileFor(words, 1);
  let best: Uint16Array | undefined;
  for (let at = head; at + copyBytes <= bytes.length; at += copyBytes) {
    const copy = bytes.subarray(at, at + copyBytes);
    if (crc32(copy) !== INTACT) continue;
    const view = viewOf(copy);
    const found = Uint16Array.from({ length: copyBytes / WORD_BYTES }, (_, k) => view.getUint16(k * WORD_BYTES, true));
    if (found[1] === textCrc(text) && !(best && ((number(best) - number(found)) & 0xffff) < 0x8000)) best = found;
  }
  return best;
}

function number(words: Uint16Array): number {
  return words[0] ?? 0;
}

function erased(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}

/** Places to which nothing was written. */
function places(bytes: Uint8Array, file: ParameterFile): number {
  let free = 0;
  for (let k = 0; k < file.copies; k++) if (erased(bytes.subarray(placeOfCopy(file, k), placeOfCopy(file, k) + file.copyBytes))) free++;
  return free;
}

/** True when a file with so many places left must be made anew. */
export function isWorn(file: ParameterFile, free: number): boolean {
  return free < file.copies * FEW;
}

/** Register value of a parameter in the words of a copy. */
function valueAt(words: Uint16Array, offset: number, type: RegisterType): number {
  const high = words[COPY_HEAD_WORDS + offset] ?? 0;
  if (registerCount(type) > 1) return high * 0x10000 + (words[COPY_HEAD_WORDS + offset + 1] ?? 0);
  return type === 'i16' && high > 0x7fff ? high - 0x10000 : high;
}

/** A value that the row allows; nobody but the firmware writes the record, which has no limits. */
function allows(row: ParameterRow, value: number): boolean {
  return row.group === 'record' || (value >= row.min && value <= row.max);
}

/** Words of copy `copy` of `values`, without their CRC-32. */
function wordsOf(file: ParameterFile, rows: readonly ParameterRow[], copy: number, values: ReadonlyMap<ParameterRow, number>): Uint16Array {
  const words = new Uint16Array((file.copyBytes - CRC_BYTES) / WORD_BYTES);
  words[0] = copy;
  words[1] = textCrc(parameterSet(rows));
  for (const [row, value] of values) {
    const at = COPY_HEAD_WORDS + row.offset;
    if (registerCount(row.type) > 1) {
      words[at] = value >>> 16;
      words[at + 1] = value;
    } else words[at] = value;
  }
  return words;
}

/** A new file that holds one copy. `words`: with or without its CRC-32, which is worked out. */
function fileWith(file: ParameterFile, words: Uint16Array): Uint8Array {
  const content = emptyFile(file.bytes);
  const at = placeOfCopy(file, number(words));
  const copy = content.subarray(at, at + file.copyBytes);
  const view = viewOf(copy);
  for (let k = 0; k < (file.copyBytes - CRC_BYTES) / WORD_BYTES; k++) view.setUint16(k * WORD_BYTES, words[k] ?? 0, true);
  view.setUint32(file.copyBytes - CRC_BYTES, crc32(copy.subarray(0, -CRC_BYTES)), true);
  return content;
}

/** The set of a board as it lies beside the boot file. */
export function setText(row: BoardRow): string {
  return parameterSet(parametersOf(row));
}

/** The newest copy in `files`, of the row's own set or of the one that lies beside it, with its set. */
function toldCopy(row: BoardRow, files: ReadonlyMap<string, Uint8Array>): { words: Uint16Array; set: ParameterSet } | undefined {
  const bytes = files.get(PARAMETER_FILE);
  const told = files.get(SET_FILE);
  if (!bytes) return undefined;
  for (const text of [setText(row), told ? textOf(told) : '']) {
    const set = setFrom(text);
    const words = text === '' ? undefined : newest(bytes, set);
    if (words) return { words, set };
  }
  return undefined;
}

/** The copy of a backup. Throws `refused.restore` when it holds no whole one of a set that is known. */
function copyOf(row: BoardRow, kept: ReadonlyMap<string, Uint8Array>): { words: Uint16Array; set: ParameterSet } {
  const copy = toldCopy(row, kept);
  if (copy) return copy;
  const what = kept.has(PARAMETER_FILE)
    ? `no whole copy of parameters of a set that is known (${SET_FILE} says which; it is missing or does not fit)`
    : 'no copy of parameters';
  throw new LiquidusError('refused.restore', `The backup holds ${what}; take another backup, or set the parameters by "liquidus config apply".`);
}

/** A parameter in a copy; undefined when its set has none of that type there, or the value is beyond today's limits. */
function keptValue(row: ParameterRow, words: Uint16Array, types: ParameterSet['types']): number | undefined {
  const value = types.get(row.offset) === row.type ? valueAt(words, row.offset, row.type) : undefined;
  return value !== undefined && allows(row, value) ? value : undefined;
}

/**
 * Parameters of a backup by name, raw, without the record of the commissioning, and the names of those that it does not hold. Throws `refused.restore`.
 */
export function keptValues(
  row: BoardRow,
  kept: ReadonlyMap<string, Uint8Array>,
): { readonly values: ReadonlyMap<string, number>; readonly left: readonly string[] } {
  const { words, set } = copyOf(row, kept);
  const rows = parametersOf(row).filter(({ group }) => group !== 'record');
  const found = rows.map((parameter) => ({ name: parameter.name, value: keptValue(parameter, words, set.types) }));
  return {
    values: new Map(found.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    left: found.filter(({ value }) => value === undefined).map(({ name }) => name),
  };
}

/** The plan that writes the values of a copy as the copy after number `last`: by their permanent offset, the rest by default. `sign`: false takes the signature away. */
function carry(row: BoardRow, words: Uint16Array, { types }: ParameterSet, last: number, sign: boolean): ParameterPlan {
  const rows = parametersOf(row);
  const values = new Map<ParameterRow, number>();
  const defaults: ParameterRow[] = [];
  for (const parameter of rows) {
    const value = keptValue(parameter, words, types);
    values.set(parameter, value ?? parameter.fallback);
    if (value === undefined) defaults.push(parameter);
  }
  const unsigned = !sign || defaults.some(({ group }) => group === 'cell' || group === 'calibration');
  const signer = rows.find(({ name }) => name === 'signer');
  if (unsigned && signer) values.set(signer, 0);
  const file = parameterFileOf(row);
  return {
    kind: 'carried',
    file: fileWith(file, wordsOf(file, rows, (last + 1) & 0xffff, values)),
    defaults: defaults.map(({ name }) => name),
    dropped: [...types.keys()].filter((offset) => !rows.some((parameter) => parameter.offset === offset)),
    unsigned,
  };
}

/** What to do with the parameters in `files`, the board's files by name, for the firmware of `row`. */
export function planParameters(row: BoardRow, files: ReadonlyMap<string, Uint8Array>): ParameterPlan {
  const file = parameterFileOf(row);
  const bytes = files.get(PARAMETER_FILE);
  if (!bytes) return { kind: 'none', file: emptyFile(file.bytes) };
  const copy = toldCopy(row, files);
  if (copy && copy.set.text === setText(row)) {
    const worn = bytes.length !== file.bytes || isWorn(file, places(bytes, file));
    return worn ? { kind: 'renewed', file: fileWith(file, copy.words) } : { kind: 'kept' };
  }
  if (copy) return carry(row, copy.words, copy.set, number(copy.words), true);
  if (bytes.length === file.bytes && erased(bytes.subarray(file.head))) return { kind: 'none' };
  return { kind: 'unknown', file: emptyFile(file.bytes) };
}

/**
 * Parameters of a backup for a board that holds `held`. Its copy becomes the newest. The signature does not come back with it: the board, its sensors or
 * its cell may be others than those that were signed for. Throws `refused.restore` when the backup has no whole copy of a set that is known.
 */
export function planRestore(row: BoardRow, kept: ReadonlyMap<string, Uint8Array>, held: ReadonlyMap<string, Uint8Array>): ParameterPlan {
  const copy = copyOf(row, kept);
  // A board that has lost its copies still knows the number of the last one (firmware/persist/parameters.ts): an older one would be refused.
  const last = toldCopy(row, held);
  return carry(row, copy.words, copy.set, number(last?.words ?? copy.words), false);
}

/**
 * Parameters: the shadow that a master writes, the values in force, and their copies in Storage, one behind another in a file that is there already.
 *
 * A copy goes where the file is erased, so no other one is touched: a power cut at any moment leaves the last whole copy. Its number is kept with the
 * counters, so that a copy which has gone bad since is not taken for one that was never written: the older copy belongs to another anchor.
 *
 * A copy says by its version which parameters it holds. One of another set is refused like a damaged one: nobody has judged the rest.
 */
import { BOARD } from '../board/row.js';
import { INTACT } from '../model/memory.js';
import { PARAMETER_FILE } from '../model/parameter-file.js';
import { crc32, readText, wordsOf, writeInto } from '../board/storage.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import * as T from './parameter.table.js';

/** True for a parameter of two words. */
export function isWide(i: number): boolean {
  return i >= T.FIRST_OF_CELL && i < T.FIRST_NARROW;
}

/** Puts the value of parameter `i` into words in map order. */
function put(words: Uint16Array, i: number, value: number): void {
  const at = T.OFFSETS[i];
  if (isWide(i)) {
    words[at] = value >> 16;
    words[at + 1] = value;
  } else words[at] = value;
}

/** Default words in map order. */
function defaults(): Uint16Array {
  const words = new Uint16Array(T.PARAMETER_WORDS);
  for (let i = 0; i < T.FALLBACKS.length; i++) put(words, i, T.FALLBACKS[i]);
  return words;
}

/** Shadow words in map order. */
export const shadow = defaults();
/** Values in force, in register units, by parameter index. */
export const P = new Float64Array(T.PARAMETER_NUMBER);
/** Number of the copy in force, 0 for none. */
export let copy = 0;

/** Value of parameter `i` in the shadow. */
export function shadowValue(i: number): number {
  const at = T.OFFSETS[i];
  const v = shadow[at];
  if (isWide(i)) return v * 65536 + shadow[at + 1];
  return T.MINIMA[i] < 0 && v > 32767 ? v - 65536 : v;
}

/** Takes the shadow over when every value is in its range; returns false and changes nothing otherwise. */
export function adoptShadow(): boolean {
  for (let i = 0; i < T.FIRST_OF_RECORD; i++) {
    const v = shadowValue(i);
    if (v < T.MINIMA[i] || v > T.MAXIMA[i]) return false;
  }
  for (let i = 0; i < T.PARAMETER_NUMBER; i++) P[i] = shadowValue(i);
  return true;
}

/** Puts a value in force, and into the shadow; the rest of the shadow goes on waiting for commit. */
export function setParameter(i: number, value: number): void {
  P[i] = value;
  put(shadow, i, value);
}

/** Where copy `number` lies in the file. */
function placeOf(number: number): number {
  return T.HEAD_BYTES + T.COPY_BYTES * (number & (T.COPIES - 1));
}

/** Text of the place of copy `number`, erased or not; undefined without a file. */
function readPlace(number: number): string | undefined {
  return readText(PARAMETER_FILE, placeOf(number), T.COPY_BYTES);
}

/** Words of copy `number`, or whatever copy lies in its place; null when that is empty, damaged, or of a version that this firmware does not know. */
export function readCopy(number: number): Uint16Array | null {
  const text = readPlace(number);
  if (!text || crc32(text) !== INTACT) return null;
  const words = wordsOf(text);
  return words[1] === T.SLOT_VERSION ? words : null;
}

/** True when nothing was ever written to the place of copy `number`. */
function isFree(number: number): boolean {
  const text = readPlace(number);
  return !!text && crc32(text) === T.ERASED_COPY;
}

/**
 * Loads the newest good copy. Without one the values as delivered are in force: a warning on a board that has never had a copy, a trip on one
 * that has lost it, whose composition is lost with its anchor.
 */
export function loadParameters(): void {
  const x = X;
  let words: Uint16Array | null = null;
  for (let k = 0; k < T.COPIES; k++) {
    const found = readCopy(k);
    if (found && !(words && ((words[0] - found[0]) & 65535) < 32768)) words = found;
    if (isFree(k)) x[I.COPIES_LEFT]++;
  }
  if (words) {
    copy = words[0];
    shadow.set(words.subarray(2, 2 + T.PARAMETER_WORDS));
  } else x[I.PARAMETERS_BAD] = 1;
  // An older copy than the counters name is one that the better one has left behind.
  if (((copy - x[I.PARAMETER_COPY]) & 65535) > 32767 || !adoptShadow()) {
    copy = 0;
    x[I.PARAMETERS_BAD] = 2;
    x[I.ANCHOR_LOST] = (1 << BOARD.loops) - 1;
    shadow.set(defaults());
    adoptShadow();
  }
}

/** True when the next copy fits. */
export function mayStore(): boolean {
  return X[I.COPIES_LEFT] > 0;
}

/**
 * Stores the values in force in the next free place. Call it with outputs off only: what flash takes for it is not known on every board. False when
 * flash does not hold them: what is in force is then not what the next start finds, which counts as lost parameters until a commit succeeds.
 */
export function storeParameters(): boolean {
  if (!mayStore()) return false;
  const x = X;
  let next = copy + 1;
  x[I.PARAMETERS_BAD] = 2;
  while (!isFree(next)) {
    if (++next > copy + T.COPIES) {
      // What was free at the start has gone bad since.
      x[I.COPIES_LEFT] = 0;
      return false;
    }
  }
  x[I.COPIES_LEFT]--;
  const words = new Uint16Array(T.COPY_BYTES / 2);
  words[0] = next;
  words[1] = T.SLOT_VERSION;
  const values = words.subarray(2);
  for (let i = 0; i < T.PARAMETER_NUMBER; i++) put(values, i, P[i]);
  const c = crc32(new Uint8Array(words.buffer, 0, T.COPY_BYTES - 4));
  words[T.COPY_BYTES / 2 - 2] = c;
  words[T.COPY_BYTES / 2 - 1] = c >>> 16;
  writeInto(PARAMETER_FILE, words.buffer, placeOf(next), T.FILE_BYTES);
  if (!readCopy(next)) return false;
  x[I.PARAMETER_COPY] = copy = words[0];
  x[I.PARAMETERS_BAD] = 0;
  return true;
}

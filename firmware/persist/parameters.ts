/**
 * Parameters: the shadow that a master writes, the values in force, and two alternating slots in Storage.
 *
 * Storage erases a file before it writes it again, so the slot that holds the newer good copy is never touched: a power cut at any moment
 * leaves at least one whole copy. Its number is kept with the counters, so that a copy which has gone bad since is not taken for one that was never
 * written: the older copy belongs to another anchor.
 *
 * A slot says by its version which parameters it holds. One of another set is refused like a damaged one: nobody has judged the rest.
 */
import { INTACT, SLOT_NAMES } from '../model/memory.js';
import { crc32, freeBytes, readText, wordsOf, writeFile } from '../board/storage.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import * as T from './parameter.table.js';

/** Words of a slot: number of the copy, version, values in map order, CRC-32 low word first. */
const SLOT_WORDS = T.PARAMETER_WORDS + 4;
/** What a copy takes of Storage with its header. */
const SLOT_BYTES = 2 * SLOT_WORDS + 32;

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

/** Words of a slot by its number, or that of its copy; null when it is missing, damaged, or of a version that this firmware does not know. */
export function readSlot(slot: number): Uint16Array | null {
  const text = readText(SLOT_NAMES[slot & 1], 0, 0);
  if (!text || crc32(text) !== INTACT) return null;
  const words = wordsOf(text);
  return words[1] === T.SLOT_VERSION ? words : null;
}

/**
 * Loads the newer good slot. Without one the values as delivered are in force: a warning on a board that has never had a copy, a trip on one
 * that has lost it, whose composition is lost with its anchor.
 */
export function loadParameters(): void {
  const x = X;
  const a = readSlot(0);
  const b = readSlot(1);
  const words = !a ? b : !b ? a : ((a[0] - b[0]) & 65535) < 32768 ? a : b;
  if (words) {
    copy = words[0];
    shadow.set(words.subarray(2, 2 + T.PARAMETER_WORDS));
  } else x[I.PARAMETERS_BAD] = 1;
  // An older copy than the counters name is one that the better one has left behind.
  if (((copy - x[I.PARAMETER_COPY]) & 65535) > 32767 || !adoptShadow()) {
    copy = 0;
    x[I.PARAMETERS_BAD] = 2;
    x[I.ANCHOR_LOST] = 1;
    shadow.set(defaults());
    adoptShadow();
  }
  mayStore();
}

/** True when the next copy fits. Shows how many do. */
export function mayStore(): boolean {
  return (X[I.COPIES_LEFT] = freeBytes() / SLOT_BYTES) >= 1;
}

/** Stores the values in force in the older slot. Call it with outputs off only: flash writes stop the interpreter for up to a second. */
export function storeParameters(): boolean {
  const next = copy + 1;
  const words = new Uint16Array(SLOT_WORDS);
  words[0] = next;
  words[1] = T.SLOT_VERSION;
  const values = words.subarray(2);
  for (let i = 0; i < T.PARAMETER_NUMBER; i++) put(values, i, P[i]);
  const c = crc32(new Uint8Array(words.buffer, 0, 2 * SLOT_WORDS - 4));
  words[SLOT_WORDS - 2] = c;
  words[SLOT_WORDS - 1] = c >>> 16;
  writeFile(SLOT_NAMES[next & 1], words.buffer);
  mayStore();
  if (!readSlot(next)) return false;
  X[I.PARAMETER_COPY] = copy = next;
  X[I.PARAMETERS_BAD] = 0;
  return true;
}

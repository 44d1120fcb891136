/**
 * Parameters: the shadow that a master writes, the values in force, and two alternating slots in Storage.
 *
 * Storage erases a file before it writes it again, so the slot that holds the newer good copy is never touched: a power cut at any moment
 * leaves at least one whole copy.
 */
import { hasRoom, readFile, writeFile } from '../board/storage.js';
import { crc16 } from '../modbus/crc.js';
import * as T from './parameter.table.js';

/** Words of a slot: sequence number, parameters, CRC. */
const SLOT_WORDS = T.PARAMETER_WORDS + 2;
const SLOT_NAMES = ['lqp0', 'lqp1'];

/** Puts the value of parameter `i` into words in map order. */
function put(words: Uint16Array, i: number, value: number): void {
  const at = T.OFFSETS[i];
  if (T.KINDS[i] > 1) {
    words[at] = value >> 16;
    words[at + 1] = value;
  } else words[at] = value;
}

/** Default words in map order. */
function defaults(): Uint16Array {
  const words = new Uint16Array(T.PARAMETER_WORDS);
  for (let i = 0; i < T.PARAMETER_NUMBER; i++) put(words, i, T.FALLBACKS[i]);
  return words;
}

/** Shadow words in map order. */
export const shadow = defaults();
/** Values in force, in register units, by parameter index. */
export const P = new Float64Array(T.PARAMETER_NUMBER);
let sequence = 0;

/** Value of parameter `i` in the shadow. */
function shadowValue(i: number): number {
  const at = T.OFFSETS[i];
  const v = shadow[at];
  if (T.KINDS[i] > 1) return v * 65536 + shadow[at + 1];
  return T.KINDS[i] < 0 && v > 32767 ? v - 65536 : v;
}

/** Takes the shadow over when every value is in its range; returns false and changes nothing otherwise. */
export function adoptShadow(): boolean {
  for (let i = 0; i < T.PARAMETER_NUMBER; i++) {
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

/** Content of a slot, or null when it is missing or damaged. */
function readSlot(name: string): Uint16Array | null {
  const bytes = readFile(name);
  if (!bytes || bytes.length !== 2 * SLOT_WORDS) return null;
  if (crc16(bytes, 2 * SLOT_WORDS - 2) !== bytes[2 * SLOT_WORDS - 2] + 256 * bytes[2 * SLOT_WORDS - 1]) return null;
  return new Uint16Array(bytes.buffer, bytes.byteOffset, SLOT_WORDS);
}

/** Loads the newer good slot. False: none was found, the defaults are in force. */
export function loadParameters(): boolean {
  const a = readSlot(SLOT_NAMES[0]);
  const b = readSlot(SLOT_NAMES[1]);
  const slot = !a ? b : !b ? a : ((a[0] - b[0]) & 65535) < 32768 ? a : b;
  if (slot) {
    sequence = slot[0];
    shadow.set(slot.subarray(1, 1 + T.PARAMETER_WORDS));
  }
  if (adoptShadow()) return slot !== null;
  shadow.set(defaults());
  adoptShadow();
  return false;
}

/** True when the next copy fits. */
export function mayStore(): boolean {
  return hasRoom(2 * SLOT_WORDS);
}

/** Stores the values in force in the older slot. Call it with outputs off only: flash writes stop the interpreter for up to a second. */
export function storeParameters(): boolean {
  sequence = (sequence + 1) & 65535;
  const words = new Uint16Array(SLOT_WORDS);
  words[0] = sequence;
  const values = words.subarray(1);
  for (let i = 0; i < T.PARAMETER_NUMBER; i++) put(values, i, P[i]);
  const bytes = new Uint8Array(words.buffer);
  words[SLOT_WORDS - 1] = crc16(bytes, 2 * SLOT_WORDS - 2);
  return writeFile(SLOT_NAMES[sequence & 1], bytes) && readSlot(SLOT_NAMES[sequence & 1]) !== null;
}

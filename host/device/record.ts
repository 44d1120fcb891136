/** Records of the device's memory as they come over the line: events and histories. */
import { crc32 } from 'node:zlib';
import type { Words } from './codec.js';

/**
 * True when the CRC of the record of `registers` words at `at` is right: its last word is the low half of a CRC-32 over the bytes of the words
 * before it, the last one first.
 */
export function isWholeRecord(words: Words, at: number, registers: number): boolean {
  const bytes = new Uint8Array(2 * registers - 2);
  for (let k = 0; k < registers - 1; k++) {
    const word = words[at + k] ?? 0;
    bytes[bytes.length - 1 - 2 * k] = word >> 8;
    bytes[bytes.length - 2 - 2 * k] = word & 0xff;
  }
  return (crc32(bytes) & 0xffff) === words[at + registers - 1];
}

/**
 * What the flasher leaves beside the boot file: the SHA-256 of the bundle, which names it, and a check that the board can work out by itself.
 *
 * SHA-256 in an interpreter takes minutes. The check is the CRC-32 of each of 64 pieces, folded into one word: the interpreter has CRC-32 as a native
 * function without a start value, so that the pieces can be taken one a second and the whole file once a minute.
 */

/** Digits of the SHA-256 at the start of the record. */
export const HASH_DIGITS = 64;

/** Bytes of a piece of a bundle of `length` bytes; the last piece is shorter. */
export function checkStep(length: number): number {
  return (length >> 6) + 1;
}

/** CRC-32 of IEEE 802.3. */
function crc32(bytes: Uint8Array): number {
  let c = -1;
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return ~c;
}

/** The check over a whole bundle, as a signed 32-bit number. */
export function bundleCheck(bytes: Uint8Array): number {
  const step = checkStep(bytes.length);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += step) sum = ((sum << 1) | (sum >>> 31)) ^ crc32(bytes.subarray(at, at + step));
  return sum;
}

/** Content of the file `HASH_FILE` for a bundle: SHA-256 in 64 hexadecimal digits, check in eight. */
export function bundleRecord(bytes: Uint8Array, sha256: string): string {
  return sha256 + ('0000000' + (bundleCheck(bytes) >>> 0).toString(16)).slice(-8);
}

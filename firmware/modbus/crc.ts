/**
 * CRC-16 of Modbus (polynomial 0xA001 reflected, start 0xFFFF), two bytes a step: the cheapest form for the interpreter.
 */

const T = new Uint16Array(256);
const U = new Uint16Array(256);

/** Fills both tables from the eight single-bit entries. */
export function startCrc(): void {
  const t = T;
  for (let bit = 128, c = 1; bit; bit >>= 1) {
    c = c & 1 ? (c >> 1) ^ 0xa001 : c >> 1;
    t[bit] = c;
  }
  for (let i = 1; i < 256; i++) {
    const low = i & -i;
    t[i] = t[low] ^ t[i ^ low];
  }
  for (let i = 0; i < 256; i++) U[i] = t[t[i] & 255] ^ (t[i] >> 8);
}

/** CRC of bytes, two in a word, the first one below. */
export function crcOfWords(words: Uint16Array): number {
  const t = T;
  const u = U;
  let c = 0xffff;
  for (let w of words) c = u[(w ^= c) & 255] ^ t[w >> 8];
  return c;
}

/** CRC of the first `length` bytes of `bytes`, which must begin where its buffer does. */
export function crc16(bytes: Uint8Array, length: number): number {
  const c = crcOfWords(new Uint16Array(bytes.buffer, 0, length >> 1));
  return length & 1 ? (c >> 8) ^ T[(c ^ bytes[length - 1]) & 255] : c;
}

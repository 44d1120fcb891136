/** Registers between 16-bit words and the big-endian bytes of the line, by native calls: one by one they would cost fifty times as much. */

/** Most registers in a request or a reply. */
const MAX_REGISTERS = 125;

const words = new Uint16Array(MAX_REGISTERS);
const bytes = new Uint8Array(words.buffer);

/** Puts `count` words of `from`, the first one at `k`, into `into`, big-endian, from its fourth byte on. */
export function putWords(from: Uint16Array, k: number, count: number, into: Uint8Array): void {
  words.set(from.subarray(k, k + count));
  words.subarray(0, count).reverse();
  count *= 2;
  into.set(bytes.subarray(0, count), 3);
  into.subarray(3, 3 + count).reverse();
}

/** `count` words whose big-endian bytes begin at `at` in `from`; valid until the next call. */
export function wordsAt(from: Uint8Array, at: number, count: number): Uint16Array {
  bytes.set(from.subarray(at, at + 2 * count));
  bytes.subarray(0, 2 * count).reverse();
  return words.subarray(0, count).reverse();
}

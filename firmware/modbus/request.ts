/**
 * The request that is being answered and the reply that grows. A handler reads `request`, writes the reply into `reply` from its third byte on
 * and returns the reply's length so far, without CRC; minus an exception code; or 0 for no answer.
 */

/** Largest frame of the serial line. */
export const MAX_FRAME = 256;

/** Request from its address on; its length with CRC is `requestSize`. */
export let request = new Uint8Array(8);
export let requestSize = 0;
export const reply = new Uint8Array(MAX_FRAME);

export function setRequest(bytes: Uint8Array, size: number): void {
  request = bytes;
  requestSize = size;
}

/** Reply that repeats the first `n` bytes of the request. */
export function echo(n: number): number {
  reply.set(request.subarray(0, n));
  return n;
}

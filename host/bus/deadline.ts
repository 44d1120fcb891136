/**
 * How long a request may take on a serial line.
 */

/** Bits of a character on the wire: start, 8 data, parity or second stop, stop. */
const CHARACTER_BITS = 11;
/** Longest time that the controller needs to answer, ms: one control tick with its slice and the reply. */
const SLAVE_MS = 100;
/** Delay of a USB adapter, both ways, ms. */
const ADAPTER_MS = 40;

/** Silence between two frames, ms: 3.5 characters, fixed at 1.75 ms above 19200 Bd (Modbus over Serial Line V1.02, 2.5.1.1). */
export function frameGapMs(baud: number): number {
  return baud > 19200 ? 1.75 : (3.5 * CHARACTER_BITS * 1000) / baud;
}

/** Deadline in ms for a request of `requestBytes` with a reply of `replyBytes`, CRC included, at `baud`. */
export function deadlineMs(baud: number, requestBytes: number, replyBytes: number): number {
  const line = ((requestBytes + replyBytes) * CHARACTER_BITS * 1000) / baud;
  return Math.ceil(line + 2 * frameGapMs(baud) + SLAVE_MS + ADAPTER_MS);
}

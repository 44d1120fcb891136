/** Settings of a serial port, and what a program has sent on one. */

/** Speed and frame of a character. */
export interface LineSettings {
  /** Bits per second. */
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
}

/** What the interpreter's port has until `setup` is called. */
export const UNSET_PORT: LineSettings = { baud: 9600, parity: 'none', stopBits: 1 };

/** Bits of a character on the wire: start bit, eight of data, parity, stop bits. */
export function characterBits({ parity, stopBits }: LineSettings): number {
  return 9 + (parity === 'none' ? 0 : 1) + stopBits;
}

/** Time of one character on the wire, ms. */
export function characterMs(settings: LineSettings): number {
  return (characterBits(settings) * 1000) / settings.baud;
}

/** One write of the program: its first character starts at `startMs`, behind what the transmit buffer still held; the others follow without a gap. */
export interface Transmission {
  readonly startMs: number;
  readonly bytes: Uint8Array;
}

/** Time for which the program has switched the transceiver of its port to sending, by the direction pin, ms. */
export interface DriverPulse {
  readonly startMs: number;
  readonly endMs: number;
}

/** The bytes of several writes, one behind the other. */
export function bytesOf(sent: readonly Transmission[]): Uint8Array {
  const [first, ...more] = sent;
  if (first === undefined) return NOTHING;
  return more.length === 0 ? first.bytes : Uint8Array.from(Buffer.concat(sent.map(({ bytes }) => bytes)));
}

const NOTHING = new Uint8Array(0);

/**
 * Modbus RTU frames for the tests of the firmware, written from the specification (Application Protocol 1.1b3, Serial Line 1.02) and from
 * nothing of host or firmware.
 */
import { crc16 } from '../host/bus/crc-reference.js';

/** High and low byte of a word. */
function bytesOf(word: number): [number, number] {
  return [(word >> 8) & 255, word & 255];
}

/** A frame with its CRC, low byte first. */
export function framed(...body: readonly number[]): Uint8Array {
  const crc = crc16(Uint8Array.from(body));
  return Uint8Array.of(...body, crc & 255, crc >> 8);
}

/** FC 3 and 4. */
export function readFrame(unit: number, fc: 3 | 4, address: number, quantity: number): Uint8Array {
  return framed(unit, fc, ...bytesOf(address), ...bytesOf(quantity));
}

/** FC 6. */
export function writeFrame(unit: number, address: number, value: number): Uint8Array {
  return framed(unit, 6, ...bytesOf(address), ...bytesOf(value));
}

/** FC 16. `quantity` and `byteCount` may lie, for bad requests. */
export function writeManyFrame(
  unit: number,
  address: number,
  words: readonly number[],
  quantity = words.length,
  byteCount = 2 * words.length,
): Uint8Array {
  return framed(unit, 16, ...bytesOf(address), ...bytesOf(quantity), byteCount, ...words.flatMap(bytesOf));
}

/** The reply that refuses function `fc` with exception `code`. */
export function exceptionFrame(unit: number, fc: number, code: number): Uint8Array {
  return framed(unit, fc | 128, code);
}

/** Registers of a good reply to FC 3 or 4. Throws with the bytes when it is anything else. */
export function registersOf(reply: Uint8Array): number[] {
  const count = reply[2];
  if (reply.length < 5 || reply[1] & 128 || reply.length !== count + 5 || crc16(reply) !== 0)
    throw new Error(`no good reply to a read: ${Buffer.from(reply).toString('hex') || 'silence'}`);
  const words: number[] = [];
  for (let i = 3; i < 3 + count; i += 2) words.push(reply[i] * 256 + reply[i + 1]);
  return words;
}

/** Bytes one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Copies of parameters, made by the description in firmware/persist/parameters.ts and not by its code. */
import { crc32 } from 'node:zlib';

/** CRC-16 of Modbus over a text, bit by bit (Modbus over serial line V1.02, 6.2.2). */
function modbusCrc(text: string): number {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/**
 * A copy of parameters as it lies in a slot: number, version, words in map order, CRC-32; all low byte first.
 * @param set offsets and types, for example `0u16,1u16`; its CRC-16 is the version
 */
export function slotOf(set: string, copy: number, words: readonly number[]): string {
  const body = Buffer.from(Uint16Array.of(copy, modbusCrc(set), ...words).buffer);
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(body));
  return Buffer.concat([body, crc]).toString('latin1');
}

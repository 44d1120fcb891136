/** Copies of parameters and the file that holds them, made by their description (docs/flashing.md) and not by the firmware's code. */
import { crc32 } from 'node:zlib';
import { boardRow } from '../../../firmware/model/boards.js';
import { setText } from '../../../host/flash/migrate.js';

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
 * A copy of parameters as it lies in the file: number, version, words in map order, CRC-32; all low byte first.
 * @param set offsets and types, for example `0u16,1u16`; its CRC-16 is the version
 */
export function slotOf(set: string, copy: number, words: readonly number[]): string {
  const body = Buffer.from(Uint16Array.of(copy, modbusCrc(set), ...words).buffer);
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(body));
  return Buffer.concat([body, crc]).toString('latin1');
}

/** Copies that the file of a Pico takes. */
const PLACES = 16;

/** The file with these copies, each at the place of its number. */
export function fileOf(...copies: readonly string[]): string {
  const bytes = copies[0]?.length ?? 0;
  const file = Buffer.alloc(16 + PLACES * bytes, 0xff);
  file.write('liquidus records', 'latin1');
  for (const copy of copies) file.write(copy, 16 + (copy.charCodeAt(0) % PLACES) * bytes, 'latin1');
  return file.toString('latin1');
}

/** Registers of the parameters of a Pico: offsets 0 to 125. */
const WORDS = 126;

/** The file of a Pico with copy `copy` of the parameters that its program has. */
export function ownFile(copy = 3): string {
  const set = setText(boardRow('pico'));
  return fileOf(slotOf(set, copy, [1, ...Array.from({ length: WORDS - 1 }, (_, k) => k)]));
}

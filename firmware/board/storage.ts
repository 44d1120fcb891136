/** Files in flash and the FRAM behind the I2C port. */
import { FRAM_ADDRESS } from '../model/memory.js';
import { MEMORY_FAILURES } from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { BOARD } from './row.js';

/** The row names the port by text; in a bundle it is the interpreter's object. */
const port = BOARD.i2c.port as unknown as I2C;

/** `length` bytes of a file from `offset` on, 0: to its end; shorter at its end, undefined when there is no such file. */
export function readText(name: string, offset: number, length: number): string | undefined {
  return require('Storage').read(name, offset, length);
}

/** CRC-32 of bytes by the interpreter's own function, which costs a hundredth of one written here. */
export const crc32 = E.CRC32;

/** The 16-bit words that the bytes of a text are, low byte first; they must not be changed. */
export function wordsOf(text: string): Uint16Array {
  return new Uint16Array(E.toArrayBuffer(text) as ArrayBuffer);
}

/** Free bytes that stay: a Storage that runs full moves all files together, and a power cut in there loses the program. */
const RESERVE = 256;

/** Bytes that files may still take. */
export function freeBytes(): number {
  return Math.max(require('Storage').getFree() - RESERVE, 0);
}

/** Writes a file whole. Look whether it reads back: flash may refuse. */
export function writeFile(name: string, bytes: ArrayBuffer): void {
  require('Storage').write(name, bytes);
}

export function startFram(): void {
  port.setup({ scl: BOARD.i2c.scl, sda: BOARD.i2c.sda, bitrate: 400000 });
}

/** Writes `message`, whose first two bytes are the address in the FRAM, and counts the writes in a row that the chip did not take. */
export function writeFram(message: Uint8Array): void {
  try {
    port.writeTo(FRAM_ADDRESS, message);
    X[MEMORY_FAILURES] = 0;
  } catch {
    X[MEMORY_FAILURES]++;
  }
}

/** Reads `count` bytes from `address`; zeros when the chip does not answer, which no record is. */
export function readFram(address: number, count: number): Uint8Array {
  try {
    port.writeTo(FRAM_ADDRESS, [address >> 8, address & 255]);
    return port.readFrom(FRAM_ADDRESS, count);
  } catch {
    return new Uint8Array(count);
  }
}

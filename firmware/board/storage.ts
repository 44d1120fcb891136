/** Files in flash and the FRAM behind the I2C port. */
import { FRAM_ADDRESS } from '../model/memory.js';
import { EVENT_FILE } from '../model/record-files.js';
import { EVENT_FILE_BYTES } from '../persist/events.table.js';
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

/** Writes into a file of `size` bytes, from byte `offset` on, which is erased there and is not byte 0. Look whether it reads back: flash may refuse. */
export function writeInto(name: string, bytes: ArrayBuffer | Uint8Array, offset: number, size: number): void {
  try {
    require('Storage').write(name, bytes, offset, size);
  } catch {
    return;
  }
}

export function startFram(): void {
  port.setup({ scl: BOARD.i2c.scl, sda: BOARD.i2c.sda, bitrate: 400000 });
}

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(E.toArrayBuffer(text) as ArrayBuffer);
}

/**
 * Writes `message`, whose first two bytes are the address in the FRAM, and counts the writes in a row that the chip did not take. On a board without
 * FRAM it goes into the file of the events, where that is erased.
 */
export function writeFram(message: Uint8Array): void {
  if (!BOARD.fram) return writeInto(EVENT_FILE, message.subarray(2), message[0] * 256 + message[1], EVENT_FILE_BYTES);
  try {
    port.writeTo(FRAM_ADDRESS, message);
    X[MEMORY_FAILURES] = 0;
  } catch {
    X[MEMORY_FAILURES]++;
  }
}

/** Reads `count` bytes from `address`; zeros when the chip does not answer, which no record is. */
export function readFram(address: number, count: number): Uint8Array {
  if (!BOARD.fram) return bytesOf(readText(EVENT_FILE, address, count) ?? '');
  try {
    port.writeTo(FRAM_ADDRESS, [address >> 8, address & 255]);
    return port.readFrom(FRAM_ADDRESS, count);
  } catch {
    return new Uint8Array(count);
  }
}

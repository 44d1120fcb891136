/** Files in flash and the FRAM behind the I2C port. */
import { BOARD } from './row.js';

const FRAM_ADDRESS = 0x50;
/** The row names the port by text; in a bundle it is the interpreter's object. */
const port = BOARD.i2c.port as unknown as I2C;

/** Bytes of a file in a buffer of their own, or null when there is none. */
export function readFile(name: string): Uint8Array | null {
  const text = require('Storage').read(name);
  if (text === undefined) return null;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Text of a file, or undefined. */
export function readText(name: string): string | undefined {
  return require('Storage').read(name);
}

/** Free bytes that stay: a Storage that runs full moves all files together, and a power cut in there loses the program. */
const RESERVE = 256;

/** True when a file of `bytes` can be written without that. */
export function hasRoom(bytes: number): boolean {
  return require('Storage').getFree() > bytes + RESERVE;
}

/** Writes a file. False when flash refused. */
export function writeFile(name: string, bytes: Uint8Array): boolean {
  return require('Storage').write(name, bytes.buffer);
}

export function startFram(): void {
  port.setup({ scl: BOARD.i2c.scl, sda: BOARD.i2c.sda, bitrate: 400000 });
}

/** Writes `message`, whose first two bytes are the address in the FRAM. Throws when the chip does not answer. */
export function writeFram(message: Uint8Array): void {
  port.writeTo(FRAM_ADDRESS, message);
}

/** Reads `count` bytes from `address`. Throws when the chip does not answer. */
export function readFram(address: number, count: number): Uint8Array {
  port.writeTo(FRAM_ADDRESS, [address >> 8, address & 255]);
  return port.readFrom(FRAM_ADDRESS, count);
}

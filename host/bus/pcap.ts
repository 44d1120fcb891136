/**
 * Captures as pcap files (the classic format, microseconds), which Wireshark and tshark open. Serial frames have link type 147 (DLT_USER0), which the
 * reader is told to take as `mbrtu`. Modbus TCP frames stand behind IPv4 and TCP headers made up here, link type 101, so that the reader needs no telling.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { LiquidusError } from '../error.js';
import type { Framing } from './port.js';

const MAGIC = 0xa1b2c3d4;
const SNAP_LENGTH = 65535;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Link types (https://www.tcpdump.org/linktypes.html). */
export const LINK_TYPE: Readonly<Record<Framing, number>> = { rtu: 147, mbap: 101 };
/** Lengths of the headers that are made up, and what stands in them. */
const IP_HEADER = 20;
const TCP_HEADER = 20;
const MASTER_PORT = 49152;
const SLAVE_PORT = 502;
const PUSH_ACK = 0x18;

/** One frame of a capture. */
export interface CapturedFrame {
  /** Microseconds since 1970. */
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

/** Whose frame it is: the master's request or what came back. */
export type Direction = 'sent' | 'received';

/** A capture file that grows. */
export class PcapFile {
  readonly path: string;
  readonly #fd: number;
  readonly #framing: Framing;
  readonly #sequence = { sent: 1, received: 1 };
  #open = true;
  #frames = 0;

  /** Makes the file, over one that is there. Throws `usage.capture`. */
  constructor(path: string, framing: Framing) {
    this.path = path;
    this.#framing = framing;
    const header = Buffer.alloc(FILE_HEADER);
    header.writeUInt32LE(MAGIC, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(SNAP_LENGTH, 16);
    header.writeUInt32LE(LINK_TYPE[framing], 20);
    try {
      this.#fd = openSync(path, 'w');
      writeWhole(this.#fd, header);
    } catch (error) {
      throw captureError(path, 0, error);
    }
  }

  /** Frames written. */
  get frames(): number {
    return this.#frames;
  }

  /** Appends one frame. Throws `usage.capture` when the disk does not take it; the file ends with the frame before. */
  add(direction: Direction, frame: CapturedFrame): void {
    if (!this.#open) return;
    const body = this.#framing === 'rtu' ? frame.bytes : this.#packet(direction, frame.bytes);
    const record = Buffer.alloc(RECORD_HEADER + body.length);
    record.writeUInt32LE(Math.floor(frame.timeUs / 1e6), 0);
    record.writeUInt32LE(Math.floor(frame.timeUs % 1e6), 4);
    record.writeUInt32LE(body.length, 8);
    record.writeUInt32LE(body.length, 12);
    record.set(body, RECORD_HEADER);
    try {
      writeWhole(this.#fd, record);
      this.#frames++;
    } catch (error) {
      this.close();
      throw captureError(this.path, this.#frames, error);
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
  }

  #packet(direction: Direction, bytes: Uint8Array): Uint8Array {
    const packet = Buffer.alloc(IP_HEADER + TCP_HEADER + bytes.length);
    const other = direction === 'sent' ? 'received' : 'sent';
    packet.writeUInt8(0x45, 0);
    packet.writeUInt16BE(packet.length, 2);
    packet.writeUInt8(64, 8);
    packet.writeUInt8(6, 9);
    packet.writeUInt32BE(direction === 'sent' ? 0x7f000001 : 0x7f000002, 12);
    packet.writeUInt32BE(direction === 'sent' ? 0x7f000002 : 0x7f000001, 16);
    packet.writeUInt16BE(direction === 'sent' ? MASTER_PORT : SLAVE_PORT, IP_HEADER);
    packet.writeUInt16BE(direction === 'sent' ? SLAVE_PORT : MASTER_PORT, IP_HEADER + 2);
    packet.writeUInt32BE(this.#sequence[direction] >>> 0, IP_HEADER + 4);
    packet.writeUInt32BE(this.#sequence[other] >>> 0, IP_HEADER + 8);
    packet.writeUInt8(0x50, IP_HEADER + 12);
    packet.writeUInt8(PUSH_ACK, IP_HEADER + 13);
    packet.writeUInt16BE(0xffff, IP_HEADER + 14);
    packet.set(bytes, IP_HEADER + TCP_HEADER);
    this.#sequence[direction] += bytes.length;
    return packet;
  }
}

function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

function captureError(path: string, frames: number, error: unknown): LiquidusError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const why = code === 'ENOSPC' ? 'the disk is full; free some room' : `${code}; choose a file that you may write to`;
  const kept = frames === 0 ? '' : ` The ${frames} frames before are in it.`;
  return new LiquidusError('usage.capture', `The capture ${path} cannot be written: ${why}.${kept}`, { cause: error });
}

/** The frames of a capture, and its link type. Throws `usage.capture` when it is none, or of a kind that this module does not write. A last record that is cut short is left out. */
export function readPcap(bytes: Buffer, path: string): { readonly framing: Framing; readonly frames: CapturedFrame[] } {
  const magic = bytes.length >= FILE_HEADER ? bytes.readUInt32LE(0) : 0;
  const linkType = magic === MAGIC ? bytes.readUInt32LE(20) : -1;
  const framing = (['rtu', 'mbap'] as const).find((kind) => LINK_TYPE[kind] === linkType);
  if (!framing) {
    const seen = magic === MAGIC ? `its link type is ${linkType}` : 'it does not begin as one';
    throw new LiquidusError(
      'usage.capture',
      `${path} is no capture that can be read here: ${seen}; give a pcap file (microseconds, little-endian) of link type 147, as --capture writes it.`,
    );
  }
  const frames: CapturedFrame[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 8);
    const start = at + RECORD_HEADER + (framing === 'mbap' ? IP_HEADER + TCP_HEADER : 0);
    const end = at + RECORD_HEADER + length;
    if (end > bytes.length) break;
    frames.push({ timeUs: bytes.readUInt32LE(at) * 1e6 + bytes.readUInt32LE(at + 4), bytes: Uint8Array.from(bytes.subarray(start, end)) });
    at = end;
  }
  return { framing, frames };
}
